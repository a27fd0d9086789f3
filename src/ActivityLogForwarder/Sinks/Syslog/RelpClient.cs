using System.Globalization;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>
/// RELP: a message is accepted when the receiver has answered 200 to it. At most a window of messages is unanswered at
/// any time; what is unanswered when the connection breaks must be sent again.
/// </summary>
internal sealed class RelpClient(SyslogOptions options, MessageWriter writer, Dialer dialer, TimeProvider clock) : ISyslogClient
{
    /// <summary>Messages sent and not yet answered, at most.</summary>
    public const int Window = 512;

    // A piece that is sent at once; a larger message goes alone. Answers to a window fit into the system's buffers, so
    // that a receiver that answers while it reads never waits for us.
    private const int Piece = 1 << 18;

    private const int Answered = -1;

    private readonly Utf8Buffer _message = new(4096);
    private readonly Utf8Buffer _frames = new(Piece);

    // The batch's item behind each number sent, in the order of the numbers.
    private readonly List<int> _sent = [];
    private RelpSession? _session;

    public async ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken)
    {
        var next = RefuseLeading(batch);
        if (next == batch.Count)
            return;
        using var deadline = new Deadline(options.Timeout, clock, cancellationToken);
        try
        {
            var session = await ConnectAsync(batch.Count, cancellationToken).ConfigureAwait(false);
            await WriteAsync(session, batch, next, deadline).ConfigureAwait(false);
        }
        catch
        {
            _session?.Dispose();
            _session = null;
            throw;
        }
    }

    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(options.ConnectTimeout, clock, cancellationToken);
        using var session = await OpenAsync(deadline.Token).ConfigureAwait(false);
        await session.CloseAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync().ConfigureAwait(false);
        _message.Dispose();
        _frames.Dispose();
    }

    private async ValueTask WriteAsync(RelpSession session, Batch batch, int next, Deadline deadline)
    {
        var first = session.NextNumber;
        var answered = 0;
        _sent.Clear();
        while (next < batch.Count || answered < _sent.Count)
        {
            next = Fill(session, batch, next, answered);
            deadline.Renew();
            await session.SendAsync(_frames.Written, deadline.Token).ConfigureAwait(false);
            // Half a window at a time, so that messages go out in pieces and not one by one.
            while (answered < _sent.Count && (next == batch.Count || _sent.Count - answered > Window / 2))
            {
                Judge(await session.ReceiveAsync(deadline.Token).ConfigureAwait(false), first, batch);
                answered++;
                deadline.Renew();
            }
        }
    }

    /// <summary>Judges what must not be sent before the first that must: for such alone no connection is opened.</summary>
    private int RefuseLeading(Batch batch)
    {
        var next = 0;
        _message.Clear();
        while (next < batch.Count && !writer.TryAppend(batch.Contract, batch.Items.Span[next], _message, out batch.Results.Span[next]))
            next++;
        return next;
    }

    private int Fill(RelpSession session, Batch batch, int next, int answered)
    {
        _frames.Clear();
        for (; next < batch.Count && _sent.Count - answered < Window && _frames.Length < Piece; next++)
        {
            _message.Clear();
            if (!writer.TryAppend(batch.Contract, batch.Items.Span[next], _message, out batch.Results.Span[next]))
                continue;
            session.AppendMessage(_message.WrittenSpan, _frames);
            _sent.Add(next);
        }

        return next;
    }

    private void Judge(RelpFrame frame, int first, Batch batch)
    {
        if (frame.Kind == RelpKind.ServerClose)
            throw new IOException("The receiver ends the session.");
        var index = frame.Number - first;
        if (index < 0 || index >= _sent.Count || _sent[index] == Answered)
            throw RelpReader.Violation();
        batch.Results.Span[_sent[index]] = frame.Status == 200
            ? WriteResult.Accepted
            : WriteResult.Retry(string.Create(CultureInfo.InvariantCulture, $"relp-{frame.Status}"));
        _sent[index] = Answered;
    }

    private async ValueTask<RelpSession> ConnectAsync(int commands, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(options.ConnectTimeout, clock, cancellationToken);
        if (_session is { } old && (old.NextNumber > RelpSession.MaxNumber - commands || dialer.HaveFilesChanged()
            || !await old.IsUpAsync(deadline.Token).ConfigureAwait(false)))
            await LeaveAsync().ConfigureAwait(false);
        return _session ??= await OpenAsync(deadline.Token).ConfigureAwait(false);
    }

    private async Task<RelpSession> OpenAsync(CancellationToken cancellationToken) =>
        await RelpSession.OpenAsync(await dialer.DialAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private async ValueTask LeaveAsync()
    {
        if (_session is { } session)
            await session.CloseAsync().ConfigureAwait(false);
        _session = null;
    }
}
