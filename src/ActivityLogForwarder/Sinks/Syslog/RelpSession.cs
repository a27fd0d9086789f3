using System.Globalization;
using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>An open RELP session: numbers commands, and hands out the answers. One caller at a time.</summary>
internal sealed class RelpSession : IDisposable
{
    /// <summary>The greatest TXNR.</summary>
    public const int MaxNumber = 999_999_999;

    private static readonly byte[] Offers = Encoding.ASCII.GetBytes(
        $"relp_version=0\nrelp_software=ActivityLogForwarder,{typeof(RelpSession).Assembly.GetName().Version?.ToString(3)}\ncommands=syslog");

    private readonly Connection _connection;
    private readonly RelpReader _reader = new();

    private RelpSession(Connection connection) => _connection = connection;

    /// <summary>The number of the next command.</summary>
    public int NextNumber { get; private set; } = 1;

    /// <summary>Opens a session on the connection, which then is the session's.</summary>
    public static async Task<RelpSession> OpenAsync(Connection connection, CancellationToken cancellationToken)
    {
        var session = new RelpSession(connection);
        try
        {
            using var frames = new Utf8Buffer(512);
            session.Append("open"u8, Offers, frames);
            await connection.SendAsync(frames.Written, cancellationToken).ConfigureAwait(false);
            var answer = await session.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (answer is not { Kind: RelpKind.Response, Number: 1 })
                throw RelpReader.Violation();
            if (answer.Status != 200)
                throw new SinkException("relp-refused", "The receiver refuses to open a RELP session.");
            if (!TakesSyslog(answer.Data.Span))
                throw new SinkException("relp-no-syslog", "The receiver speaks RELP but takes no syslog messages by it.");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Whether the receiver still is there and has not ended the session.</summary>
    public ValueTask<bool> IsUpAsync(CancellationToken cancellationToken) => _connection.IsSilentAsync(cancellationToken);

    /// <summary>Appends the command that carries a message.</summary>
    public void AppendMessage(ReadOnlySpan<byte> message, Utf8Buffer frames) => Append("syslog"u8, message, frames);

    public ValueTask SendAsync(ReadOnlyMemory<byte> frames, CancellationToken cancellationToken) =>
        _connection.SendAsync(frames, cancellationToken);

    /// <summary>The next frame that the receiver sends.</summary>
    /// <exception cref="IOException">The connection has ended.</exception>
    /// <exception cref="SinkException">What came is no RELP.</exception>
    public async ValueTask<RelpFrame> ReceiveAsync(CancellationToken cancellationToken)
    {
        RelpFrame frame;
        while (!_reader.TryRead(out frame))
        {
            var bytes = await _connection.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            if (bytes.IsEmpty)
                throw new IOException("The peer closed the connection.");
            _reader.Add(bytes.Span);
        }

        return frame;
    }

    /// <summary>Ends the session as RELP wants it, as far as the receiver listens.</summary>
    public async ValueTask CloseAsync()
    {
        using var farewell = new CancellationTokenSource(Connection.Farewell);
        // All that was sent has been answered: what goes wrong here says only that the receiver was gone before.
        await SayCloseAsync(farewell.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _connection.CloseAsync().ConfigureAwait(false);
        Dispose();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _reader.Dispose();
    }

    private async Task SayCloseAsync(CancellationToken cancellationToken)
    {
        using var frames = new Utf8Buffer(32);
        Append("close"u8, [], frames);
        await _connection.SendAsync(frames.Written, cancellationToken).ConfigureAwait(false);
        await ReceiveAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Append(ReadOnlySpan<byte> command, ReadOnlySpan<byte> data, Utf8Buffer frames)
    {
        WriteNumber(NextNumber++, frames);
        frames.Write((byte)' ');
        frames.Write(command);
        frames.Write((byte)' ');
        WriteNumber(data.Length, frames);
        if (!data.IsEmpty)
            frames.Write((byte)' ');
        frames.Write(data);
        frames.Write((byte)'\n');
    }

    private static void WriteNumber(int number, Utf8Buffer frames)
    {
        number.TryFormat(frames.GetSpan(11), out var digits, default, CultureInfo.InvariantCulture);
        frames.Advance(digits);
    }

    // A receiver that says nothing of its commands has not refused this one.
    private static bool TakesSyslog(ReadOnlySpan<byte> offers)
    {
        foreach (var line in offers.Split((byte)'\n'))
        {
            if (!offers[line].StartsWith("commands="u8))
                continue;
            var commands = offers[line]["commands=".Length..];
            foreach (var command in commands.Split((byte)','))
            {
                if (commands[command].SequenceEqual("syslog"u8))
                    return true;
            }

            return false;
        }

        return true;
    }
}
