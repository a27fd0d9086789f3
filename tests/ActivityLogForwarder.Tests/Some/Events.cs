using System.Globalization;
using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Some;

/// <summary>Events, payloads and batches for tests.</summary>
public static class Events
{
    public static readonly Contract Contract = new("main", "31990001");

    public static readonly DateTime Start = new(2026, 11, 22, 11, 0, 0, DateTimeKind.Utc);

    public static ActivityEvent Event(int number, DateTime? time = null, string? id = null)
    {
        var at = time ?? Start.AddSeconds(number);
        var text = at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var source = string.Create(CultureInfo.InvariantCulture, $$"""{ "number":{{number}}, "meta": { "time":"{{text}}" } }""");
        return new ActivityEvent(
            Encoding.UTF8.GetBytes(source), EventId.FromText(Encoding.ASCII.GetBytes(id ?? $"event-{number}")), Contract, at, true);
    }

    public static Batch Batch(int count) => new(
        Contract,
        Enumerable.Range(0, count).Select(number => Event(number)).Select(activity => new Payload(activity.Source, activity)).ToArray(),
        new WriteResult[count]);
}
