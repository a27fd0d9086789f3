using System.Diagnostics;

namespace ActivityLogForwarder.Core;

/// <summary>
/// Brings one batch to a sink: attempt after attempt, halved where it is too large, until the sink has spoken on
/// every event, for as long as the gate lets it.
/// </summary>
/// <param name="route">The sink.</param>
/// <param name="onAttempt">Told of every attempt's outcome: <c>accepted</c>, <c>partial</c> or a code.</param>
/// <param name="mayDeadLetter">Whether there is room for more dead letters.</param>
/// <param name="log">Told when the sink fails for longer than an attempt, and when it takes events again.</param>
/// <param name="clock">The clock.</param>
public sealed partial class Delivery(SinkRoute route, Action<string> onAttempt, Func<bool> mayDeadLetter, ILogger log, TimeProvider clock)
{
    // Whether what is tried next are the events refused while there was no room for them.
    private bool _waitsForRoom;

    /// <summary>
    /// Delivers. True when every event of the batch is accepted or rejected for good; false when it gave up because
    /// another batch probes the sink, or because it was told to stop: what is still
    /// <see cref="WriteOutcome.Retry"/> then must be delivered again.
    /// </summary>
    /// <param name="batch">The batch; its results are final on return.</param>
    /// <param name="isPatient">Whether to keep the batch and probe the sink with it; otherwise it is given up at once.</param>
    /// <param name="stop">No further attempt.</param>
    /// <param name="abort">Ends an attempt under way.</param>
    public async Task<bool> DeliverAsync(Batch batch, bool isPatient, CancellationToken stop, CancellationToken abort)
    {
        var todo = new Stack<int[]?>();
        _waitsForRoom = false;
        // null: the batch as it is, which is nearly always all there is to do.
        todo.Push(null);
        try
        {
            while (todo.TryPop(out var chosen))
            {
                var attempt = chosen is null ? batch : Pick(batch, chosen);
                var wait = await AttemptAsync(attempt, abort).ConfigureAwait(false);
                if (wait is null && chosen is null && IsFinal(batch.Results.Span))
                    return true;

                if (chosen is not null)
                    PutBack(batch, chosen, attempt);
                Sort(batch, chosen, out var retry, out var tooLarge);
                Halve(tooLarge, todo);
                if (retry.Length == 0)
                    continue;
                todo.Push(retry);
                if (wait is null || !isPatient || stop.IsCancellationRequested)
                    return false;
                await Task.Delay(wait.Value, clock, stop).ConfigureAwait(false);
            }

            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested || abort.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            route.Gate.Open(this, succeeded: false);
            ForgetTooLarge(batch.Results.Span);
        }
    }

    /// <summary>One attempt. How long to wait before the next of what remains; null: nothing remains, or others try.</summary>
    private async Task<TimeSpan?> AttemptAsync(Batch attempt, CancellationToken abort)
    {
        using var span = ForwarderTraces.StartDeliver(attempt.Contract, route.Name, attempt.Count);
        string? error = null;
        Exception? failure = null;
        TimeSpan? retryAfter = null;
        attempt.Results.Span.Clear();
        try
        {
            await route.Sink.WriteAsync(attempt, abort).ConfigureAwait(false);
        }
        catch (SinkException exception)
        {
            (error, retryAfter, failure) = (exception.Code, exception.RetryAfter, exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !abort.IsCancellationRequested)
        {
            // A sink that breaks its contract is a sink that failed: nothing is lost by trying again.
            (error, failure) = (exception.GetType().Name, exception);
        }

        if (attempt.Count == 1 && attempt.Results.Span[0] is { Outcome: WriteOutcome.TooLarge } tooLarge)
            attempt.Results.Span[0] = WriteResult.Rejected(tooLarge.Reason ?? "too-large");
        return Judge(attempt, error, failure, retryAfter, span);
    }

    private TimeSpan? Judge(Batch attempt, string? error, Exception? failure, TimeSpan? retryAfter, Activity? span)
    {
        var results = attempt.Results.Span;
        int accepted = 0, rejected = 0, retry = 0;
        string? reason = null;
        foreach (ref readonly var result in results)
        {
            switch (result.Outcome)
            {
                case WriteOutcome.Accepted or WriteOutcome.AcceptedBefore:
                    accepted++;
                    break;
                case WriteOutcome.Rejected:
                    rejected++;
                    reason ??= result.Reason;
                    break;
                case WriteOutcome.Retry:
                    retry++;
                    error ??= result.Reason ?? "unanswered";
                    retryAfter ??= result.RetryAfter;
                    break;
            }
        }

        // Refused events that wait for room are all refused, which says nothing about the sink.
        var isWrong = !_waitsForRoom && route.Gate.IsSinkWrong(rejected, accepted, attempt.Count);
        var isFull = _waitsForRoom = rejected > 0 && !isWrong && !mayDeadLetter();
        if (isWrong || isFull)
        {
            error = isWrong ? $"refuses everything: {reason}" : "dead-letter limit reached";
            retry += rejected;
            foreach (ref var result in results)
            {
                if (result.Outcome == WriteOutcome.Rejected)
                    result = default;
            }
        }

        var outcome = retry == 0 ? "accepted" : accepted > 0 ? "partial" : error ?? "unanswered";
        onAttempt(outcome);
        span?.SetTag("outcome", outcome);
        if (retry > 0)
            span.Fail(error!);
        if (retry == 0)
        {
            if (route.Gate.Open(this, succeeded: true) is { } failed)
                LogTakesAgain(log, route.Name, Math.Round(failed.TotalSeconds));
            return null;
        }

        if (!route.Gate.Close(this, error!, retryAfter, isWrong || isFull, out var wait, out var isNews))
            return null;
        if (failure is not null and not SinkException)
            LogUnexpected(log, route.Name, failure);
        else if (isNews)
            LogFails(log, route.Name, failure is null ? error! : $"{error}: {failure.Message}");
        return wait;
    }

    private static bool IsFinal(ReadOnlySpan<WriteResult> results)
    {
        foreach (ref readonly var result in results)
        {
            if (result.Outcome is WriteOutcome.Retry or WriteOutcome.TooLarge)
                return false;
        }

        return true;
    }

    // What was never tried in a size that fits has not been judged.
    private static void ForgetTooLarge(Span<WriteResult> results)
    {
        foreach (ref var result in results)
        {
            if (result.Outcome == WriteOutcome.TooLarge)
                result = default;
        }
    }

    private static Batch Pick(Batch batch, int[] chosen) =>
        batch with { Items = Array.ConvertAll(chosen, index => batch.Items.Span[index]), Results = new WriteResult[chosen.Length] };

    private static void PutBack(Batch batch, int[] chosen, Batch attempt)
    {
        for (var i = 0; i < chosen.Length; i++)
            batch.Results.Span[chosen[i]] = attempt.Results.Span[i];
    }

    private static void Sort(Batch batch, int[]? chosen, out int[] retry, out int[] tooLarge)
    {
        chosen ??= [.. Enumerable.Range(0, batch.Count)];
        retry = Array.FindAll(chosen, index => batch.Results.Span[index].Outcome == WriteOutcome.Retry);
        tooLarge = Array.FindAll(chosen, index => batch.Results.Span[index].Outcome == WriteOutcome.TooLarge);
    }

    private static void Halve(int[] tooLarge, Stack<int[]?> todo)
    {
        if (tooLarge.Length == 0)
            return;
        // A lone one among others that were judged goes alone.
        var half = tooLarge.Length / 2;
        todo.Push(tooLarge[half..]);
        if (half > 0)
            todo.Push(tooLarge[..half]);
    }

    [LoggerMessage(LogLevel.Warning, "Sink {Sink} does not take events, trying again and again: {Reason}")]
    private static partial void LogFails(ILogger log, string sink, string reason);

    [LoggerMessage(LogLevel.Error, "Sink {Sink}: unexpected error, trying again")]
    private static partial void LogUnexpected(ILogger log, string sink, Exception exception);

    [LoggerMessage(LogLevel.Information, "Sink {Sink} takes events again, after {Seconds} s")]
    private static partial void LogTakesAgain(ILogger log, string sink, double seconds);
}
