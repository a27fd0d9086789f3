using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Splunk;

/// <summary>What a refusal means for each event of its request.</summary>
internal static class HecVerdict
{
    /// <summary>
    /// Judges a request that was refused for one event, or for its size. Whether Splunk has indexed the events before
    /// the one it names is not documented, so that all the others are sent again, in halves: repeated rather than lost.
    /// </summary>
    /// <param name="batch">The batch.</param>
    /// <param name="sent">How many of its events were in the request.</param>
    /// <param name="answer">The refusal.</param>
    /// <param name="hasIndexOf">Whether two times lead to the same index.</param>
    public static void Refuse(Batch batch, int sent, HecAnswer answer, Func<DateTime, DateTime, bool> hasIndexOf)
    {
        var reason = HecCodes.Reason(answer.Code);
        var named = answer.Code == HecCodes.RequestTooLarge ? null : sent == 1 ? 0 : answer.InvalidEvent;
        DateTime? wrong = null;
        for (var (i, number) = (0, 0); i < batch.Count && answer.Code == HecCodes.IncorrectIndex; i++)
        {
            if (batch.Items.Span[i].IsOneLine && number++ == named)
                wrong = batch.Items.Span[i].Event.Time;
        }

        for (var (i, number) = (0, 0); i < batch.Count; i++)
        {
            ref readonly var item = ref batch.Items.Span[i];
            if (!item.IsOneLine)
                continue;
            // A wrong index is wrong for all that go there; that lets the pump see that it is no single event's fault.
            var isWrong = number++ == named || (wrong is { } time && hasIndexOf(time, item.Event.Time));
            batch.Results.Span[i] = isWrong ? WriteResult.Rejected(reason) : WriteResult.TooLarge(reason);
        }
    }
}
