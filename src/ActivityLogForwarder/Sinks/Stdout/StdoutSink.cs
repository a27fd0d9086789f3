using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;
using Microsoft.Win32.SafeHandles;

namespace ActivityLogForwarder.Sinks.Stdout;

/// <summary>
/// Standard output, one record a line, one write a batch. It is not confirmed: the reader of a pipe may die with what
/// it had not read.
/// </summary>
/// <param name="open">Opens the stream, at the first batch; the sink never closes it.</param>
public sealed class StdoutSink(Func<Stream> open) : ISink
{
    public static readonly SinkType Type = new(
        "stdout", "raw", new OptionGroup([]), _ => new StdoutSink(OpenStandardOutput));

    private readonly SemaphoreSlim _turn = new(1);
    private Stream? _stream;

    // A write that failed may have left the beginning of a line, which the next one must not continue.
    private bool _isTorn;

    public bool IsConfirmed => false;

    public async ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var lines = new Utf8Buffer();

        // Should an earlier write have left the beginning of a line, this ends it.
        lines.Write((byte)'\n');
        foreach (ref readonly var item in batch.Items.Span)
        {
            if (!item.IsOneLine)
                continue;
            lines.Write(item.Body.Span);
            lines.Write((byte)'\n');
        }

        // The reader of a pipe may stop reading, and no cancellation ends such a write: then it is left behind with its
        // buffer, and nothing it still does touches the batch.
        await Task.Run(() => WriteAsync(lines, cancellationToken), CancellationToken.None)
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < batch.Count; i++)
            batch.Results.Span[i] = batch.Items.Span[i].IsOneLine ? WriteResult.Accepted : WriteResult.Rejected("not-one-line");
    }

    public ValueTask CheckAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        // A write left behind may still hold the turn: it needs no disposal.
        return ValueTask.CompletedTask;
    }

    private async Task WriteAsync(Utf8Buffer lines, CancellationToken cancellationToken)
    {
        using (lines)
        {
            if (lines.Length == 1)
                return;
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                _stream ??= open();
                var bytes = lines.Written[(_isTorn ? 0 : 1)..];
                _isTorn = true;
                await _stream.WriteAsync(bytes, CancellationToken.None).ConfigureAwait(false);
                await _stream.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                _isTorn = false;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException or ArgumentException)
            {
                throw new SinkException("closed", "Standard output is closed or cannot be written to.", innerException: exception);
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    /// <summary>Standard output, of which writing to a closed pipe is an error.</summary>
    internal static Stream OpenStandardOutput() => OperatingSystem.IsWindows()
        ? Console.OpenStandardOutput()
        : OpenPipe(new SafeFileHandle(1, ownsHandle: false)) ?? Console.OpenStandardOutput();

    /// <summary>
    /// A stream upon a pipe or terminal that, unlike the console's own, does not take a closed pipe for success. Null
    /// for a file: there it would write at an offset of its own, and others may write to the file as well.
    /// </summary>
    internal static Stream? OpenPipe(SafeFileHandle handle)
    {
        var stream = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? null : stream;
    }
}
