using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.File;

/// <summary>Files, one record a line, appended to and flushed to the disk batch by batch.</summary>
public sealed class FileSink : ISink
{
    public static readonly SinkType Type = new(
        "file", "raw", FileSinkOptions.Description, settings => new FileSink(FileSinkOptions.From(settings.Values)));

    /// <summary>Files kept open at once.</summary>
    public const int MaxOpenFiles = 64;

    private readonly FileSinkOptions _options;
    private readonly FilePath _path;
    private readonly OpenFiles _files;

    public FileSink(FileSinkOptions options)
    {
        _options = options;
        _path = new FilePath(options.Path);
        _files = new OpenFiles(options, MaxOpenFiles);
    }

    /// <summary>True with <c>fsync</c>; without it a power loss takes what the system had not written yet.</summary>
    public bool IsConfirmed => _options.Fsync;

    /// <summary>Files held open just now; more than <see cref="MaxOpenFiles"/> only while that many are in use.</summary>
    internal int OpenFileCount => _files.Count;

    public async ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        for (var start = 0; start < batch.Count;)
        {
            var path = _path.Of(batch.Contract, batch.Items.Span[start].Event.Time);
            var end = EndOfRun(batch, start, path);
            await WriteAsync(path, batch.Slice(start, end - start), cancellationToken).ConfigureAwait(false);
            start = end;
        }
    }

    public ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        FileCheck.Run(_options.Path);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _files.Dispose();
        return ValueTask.CompletedTask;
    }

    // Events come in the order of their times, so that a day's records mostly stand together.
    private int EndOfRun(Batch batch, int start, string path)
    {
        var items = batch.Items.Span;
        var day = items[start].Event.Time.Date;
        var end = start + 1;
        for (; end < items.Length; end++)
        {
            var time = items[end].Event.Time;
            if (time.Date != day && _path.Of(batch.Contract, time) != path)
                break;
            day = time.Date;
        }

        return end;
    }

    private async Task WriteAsync(string path, Batch run, CancellationToken cancellationToken)
    {
        var lines = new Utf8Buffer(run.EstimateBytes(perEvent: 1));
        foreach (ref readonly var item in run.Items.Span)
        {
            if (!item.IsOneLine)
                continue;
            lines.Write(item.Body.Span);
            lines.Write((byte)'\n');
        }

        // The disk may hang (a network share) beyond any cancellation: then the write, and with it the buffer, is left
        // behind, and nothing it still does touches the batch.
        await Task.Run(() => AppendAsync(path, lines, cancellationToken), CancellationToken.None)
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < run.Count; i++)
            run.Results.Span[i] = run.Items.Span[i].IsOneLine ? WriteResult.Accepted : WriteResult.Rejected("not-one-line");
    }

    private async Task AppendAsync(string path, Utf8Buffer lines, CancellationToken cancellationToken)
    {
        using (lines)
        {
            if (lines.Length == 0)
                return;
            await _files.UseAsync(path, file => FileFailures.Attempt(path, () => file.Append(lines.WrittenSpan)), cancellationToken)
                .ConfigureAwait(false);
        }
    }
}
