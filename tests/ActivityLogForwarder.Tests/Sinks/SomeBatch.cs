using System.Globalization;
using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Sinks;

/// <summary>Batches made up for tests.</summary>
public static class SomeBatch
{
    public static readonly Contract Contract = new("main", "31999999");

    public static readonly DateTime Time = new(2026, 11, 22, 3, 0, 0, DateTimeKind.Utc);

    /// <summary>A record that data streams take, with something to tell it by.</summary>
    public static string Record(string text) => $$"""{"@timestamp":"2026-11-22T03:00:00Z","text":"{{text}}"}""";

    /// <summary>So many records of the contract with distinct ids and bodies.</summary>
    public static Batch Of(int count, Contract? contract = null, string prefix = "event") =>
        From(contract ?? Contract, Enumerable.Range(0, count).Select(number =>
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{number}");
            return (id, Record($"{contract ?? Contract} {id}"), Time.AddMilliseconds(number));
        }));

    /// <summary>The records with the given bodies, under distinct ids.</summary>
    public static Batch OfBodies(params IEnumerable<string> bodies) => From(
        Contract, bodies.Select((body, number) => (string.Create(CultureInfo.InvariantCulture, $"id-{number}"), body, Time)));

    public static Batch From(Contract contract, IEnumerable<(string Id, string Body, DateTime Time)> events)
    {
        var items = events.Select(item => new Payload(
            Encoding.UTF8.GetBytes(item.Body),
            new ActivityEvent("{}"u8.ToArray(), EventId.FromText(Encoding.ASCII.GetBytes(item.Id)), contract, item.Time, true))).ToArray();
        return new Batch(contract, items, new WriteResult[items.Length]);
    }

    /// <summary>What became of the events, in order.</summary>
    public static IReadOnlyList<WriteOutcome> Outcomes(this Batch batch) => [.. batch.Results.ToArray().Select(result => result.Outcome)];

    public static bool HasAccepted(this Batch batch) =>
        batch.Outcomes().Any(outcome => outcome is WriteOutcome.Accepted or WriteOutcome.AcceptedBefore);

    public static IReadOnlyList<string> Bodies(this Batch batch) =>
        [.. batch.Items.ToArray().Select(item => Encoding.UTF8.GetString(item.Body.Span))];
}
