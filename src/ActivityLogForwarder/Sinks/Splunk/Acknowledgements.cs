using System.Collections.Concurrent;
using System.Globalization;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Splunk;

/// <summary>
/// Indexer acknowledgement. A channel carries one request at a time and is used again only once that was
/// acknowledged: a restarted Splunk counts from 0 again, and must not acknowledge one request by another's number.
/// </summary>
internal sealed class Acknowledgements(HecClient client, SplunkOptions options, TimeProvider clock)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentBag<Guid> _free = [];
    private volatile bool _isKnown;

    /// <summary>A channel for one request.</summary>
    public Guid Take() => _free.TryTake(out var channel) ? channel : Guid.NewGuid();

    /// <summary>Makes sure, before anything is sent, that the token acknowledges: without it nothing would ever count.</summary>
    /// <exception cref="SinkException">It does not.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_isKnown)
            return;
        using var answer = await client.AskAsync("0", Guid.NewGuid(), cancellationToken).ConfigureAwait(false);
        var what = HecAnswer.Read(answer.Body.Written);
        // What else Splunk may find wrong about a channel without requests says nothing about the token.
        if (!answer.IsSuccess && (answer.Status != 400 || what.Code == HecCodes.AckDisabled))
            throw HecCodes.Failure(answer, what, options.Url);
        _isKnown = true;
    }

    /// <summary>Waits for the acknowledgement; then the channel is free for another request.</summary>
    /// <exception cref="SinkException">It did not come in time: the request must be sent again.</exception>
    public async Task WaitAsync(long? ackId, Guid channel, CancellationToken cancellationToken)
    {
        if (ackId is null)
        {
            _isKnown = false;
            throw new SinkException("no-ack-id", $"{options.Url.Authority} took events without promising an acknowledgement.");
        }

        var id = ackId.Value.ToString(CultureInfo.InvariantCulture);
        var begun = clock.GetTimestamp();
        for (var pause = FirstPause; !await IsThereAsync(id, channel, cancellationToken).ConfigureAwait(false);)
        {
            if (clock.GetElapsedTime(begun) >= options.AckTimeout)
                throw new SinkException("not-acknowledged", $"{options.Url.Authority} did not acknowledge in time; it may have restarted.");
            await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        _free.Add(channel);
    }

    private async Task<bool> IsThereAsync(string ackId, Guid channel, CancellationToken cancellationToken)
    {
        HttpAnswer answer;
        try
        {
            answer = await client.AskAsync(ackId, channel, cancellationToken).ConfigureAwait(false);
        }
        catch (SinkException)
        {
            // A question that fails on its way says nothing about the events: it is asked again.
            return false;
        }

        using (answer)
        {
            return answer.Status is >= 300 and < 500 and not 429
                ? throw HecCodes.Failure(answer, HecAnswer.Read(answer.Body.Written), options.Url)
                : answer.IsSuccess && HecAnswer.IsAcknowledged(answer.Body.Written, ackId);
        }
    }
}
