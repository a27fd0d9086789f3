namespace ActivityLogForwarder.Core;

/// <summary>Sends a dead letter to its sink once more.</summary>
public static class Replay
{
    /// <summary>One attempt. True when the sink accepted the event; whatever else happens, the letter stays.</summary>
    public static async Task<bool> TryAsync(Lane lane, DeadLetter letter, CancellationToken cancellationToken)
    {
        var activity = new ActivityEvent(
            letter.Payload!, EventId.FromText(System.Text.Encoding.ASCII.GetBytes(letter.EventId)), lane.Contract, letter.EventTime, true);
        using var read = new WindowRead(new Window(letter.EventTime, letter.EventTime.AddSeconds(1)), [activity], null);
        using var mapped = read.Map(lane.Route.Mapper).Read();
        if (!mapped.TryGet(0, out var payload, out _))
            return false;
        var batch = new Batch(lane.Contract, new[] { payload }, new WriteResult[1]);
        try
        {
            await lane.Route.Sink.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (SinkException)
        {
            // What the sink said before it broke counts.
            return batch.Results.Span[0].Outcome is WriteOutcome.Accepted or WriteOutcome.AcceptedBefore;
        }

        return batch.Results.Span[0].Outcome is WriteOutcome.Accepted or WriteOutcome.AcceptedBefore;
    }
}
