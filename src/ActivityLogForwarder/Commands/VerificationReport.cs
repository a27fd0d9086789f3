using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Commands;

/// <summary>What <c>verify</c> prints: a line an hour, or one JSON document.</summary>
public sealed class VerificationReport(TextWriter output, bool json)
{
    // The default encoder leaves nothing that a terminal would act on.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.Default };

    private readonly List<(VerifiedHour Hour, bool Confirmed)> _hours = [];

    /// <summary>Adds a lane's hours and names the holes in its cover.</summary>
    public void Add(LaneState state, Window window, IReadOnlyList<VerifiedHour> hours, bool confirmed)
    {
        _hours.AddRange(hours.Select(hour => (hour, confirmed)));
        if (json)
            return;
        var holes = state.Covered.Zip(state.Covered.Skip(1), (before, after) => new Window(before.End, after.Start)).ToList();
        if (state.Covered.Count > 0 && state.Cursor > state.Covered[^1].End)
            holes.Add(new Window(state.Covered[^1].End, state.Cursor));
        var lines = hours.Select(hour => (Time: hour.Hour, Text: Line(hour, confirmed)))
            .Concat(holes.Where(hole => hole.End > window.Start && hole.Start < window.End)
                .Select(hole => (Time: hole.Start, Text: $"{Window.Format(hole.Start)}  contract {state.Lane.Contract}  sink {state.Lane.Sink}  not covered until {Window.Format(hole.End)}")));
        foreach (var line in lines.OrderBy(line => line.Time))
            output.WriteLine(line.Text);
    }

    public void End(bool isComplete)
    {
        if (json)
            WriteJson(isComplete);
        else
            output.WriteLine(isComplete ? "Complete." : $"Not complete: {_hours.Sum(hour => hour.Hour.Missing)} events are missing; 'verify --repair' delivers them.");
    }

    private static string Line(VerifiedHour hour, bool confirmed) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Window.Format(hour.Hour)}  contract {hour.Lane.Contract}  sink {hour.Lane.Sink}  api {hour.Api}  delivered {hour.Ledger.Delivered}  dropped {hour.Ledger.Dropped}  dead-lettered {hour.Ledger.DeadLettered}  missing {hour.Missing}{(hour.IsExpired ? "  expired" : "")}{(confirmed ? "" : "  unconfirmed")}");

    private void WriteJson(bool isComplete)
    {
        var hours = _hours.Select(JsonNode (entry) => new JsonObject
        {
            ["contract"] = entry.Hour.Lane.Contract,
            ["sink"] = entry.Hour.Lane.Sink,
            ["hour"] = Window.Format(entry.Hour.Hour),
            ["api"] = entry.Hour.Api,
            ["delivered"] = entry.Hour.Ledger.Delivered,
            ["dropped"] = entry.Hour.Ledger.Dropped,
            ["deadLettered"] = entry.Hour.Ledger.DeadLettered,
            ["missing"] = entry.Hour.Missing,
            ["confirmed"] = entry.Confirmed,
        });
        var document = new JsonObject { ["complete"] = isComplete, ["hours"] = new JsonArray([.. hours]) };
        output.WriteLine(document.ToJsonString(Plain));
    }
}
