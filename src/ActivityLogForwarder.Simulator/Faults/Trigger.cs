using System.Collections.Concurrent;
using ActivityLogForwarder.Simulator.Activities;
using ActivityLogForwarder.Simulator.Http;

namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>Says which requests and which events a fault hits.</summary>
internal sealed class Trigger(int every, int burst = 1)
{
    private readonly ConcurrentDictionary<string, int> _requests = new(StringComparer.Ordinal);

    /// <summary>How many requests in a row are hit out of <c>every</c>.</summary>
    public static readonly FaultParameter Burst = new("burst", FaultValue.Number, "1", "so many requests in a row are hit");

    /// <summary>The parameter of faults that hit requests.</summary>
    public static readonly FaultParameter EveryRequest = new(
        "every", FaultValue.Number, "3", "one request out of so many is hit, counted for each contract; 'always' or 1: every one");

    /// <summary>The parameter of faults that hit events.</summary>
    public static FaultParameter EveryEvent(int otherwise) => new(
        "every", FaultValue.Number, otherwise.ToString(System.Globalization.CultureInfo.InvariantCulture), "about one event out of so many is hit");

    public static Trigger Of(FaultArguments arguments) => new(arguments.Number("every"));

    /// <summary>Whether this request is hit; the last of each <c>every</c> of a contract are, so that the first passes.</summary>
    public bool Hits(Exchange exchange)
    {
        var number = _requests.AddOrUpdate(exchange.Contract ?? "", 1, (_, count) => count + 1);
        return every <= burst || (number - 1) % every >= every - burst;
    }

    /// <summary>Which events are hit: always the same ones, spread as if by chance.</summary>
    public static Func<long, bool> Events(FaultArguments arguments, string salt)
    {
        var every = (uint)Math.Max(1, arguments.Number("every"));
        var key = Dice.Mix(0, salt);
        return index => Dice.Mix(key, (ulong)index) % every == 0;
    }

    /// <summary>Which of several variants an event gets.</summary>
    public static int Variant(long index, int count) => Dice.Below(Dice.Mix(0x5EED, (ulong)index) >> 16, count);
}
