using System.Text;

namespace ActivityLogForwarder.Simulator.Activities;

/// <summary>A row of activities, all of one person, that somebody should look at.</summary>
public sealed class Incident
{
    private readonly (Template Template, int Count)[] _steps;
    private readonly TimeSpan _every;

    internal Incident(string name, string tells, TimeSpan every, params (Template Template, int Count)[] steps)
    {
        Name = name;
        Tells = tells;
        _every = every;
        _steps = steps;
    }

    public string Name { get; }

    /// <summary>What happens, in one sentence.</summary>
    public string Tells { get; }

    /// <summary>The activities, oldest first. The same arguments yield the same bytes.</summary>
    /// <param name="contract">Contract number.</param>
    /// <param name="start">When the first happens.</param>
    /// <param name="seed">What tells them from those of another seed.</param>
    public IEnumerable<SimulatedEvent> Events(string contract, DateTimeOffset start, ulong seed = 1)
    {
        var contractKey = Dice.Mix(seed, contract);
        var key = Dice.Mix(contractKey, Name);
        var person = Dice.Below(key, People.Count);
        var time = start;
        foreach (var (template, count) in _steps)
        {
            for (var i = 0; i < count; i++, time += _every)
            {
                key = Dice.Mix(key, (ulong)i);
                yield return new SimulatedEvent(time, Text(template, new Facts(
                    Encoding.ASCII.GetBytes(contract), contractKey, Dice.Mix(key, 1), RequestOf(person, key), time.UtcTicks, 0, 1)));
            }
        }
    }

    // Who acts follows from the request: the first that is this person's.
    private static ulong RequestOf(int person, ulong key)
    {
        var request = Dice.Mix(key, 2);
        while (Facts.PersonOf(request) != person)
            request = Dice.Mix(request, 3);
        return request;
    }

    private static string Text(Template template, in Facts facts)
    {
        using var page = new Utf8Page();
        template.Write(page, facts);
        return Encoding.UTF8.GetString(page.Written.Span);
    }
}
