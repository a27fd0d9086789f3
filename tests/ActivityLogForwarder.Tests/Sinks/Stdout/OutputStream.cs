using System.Text;

namespace ActivityLogForwarder.Tests.Sinks.Stdout;

/// <summary>A standard output that can be closed and stopped by its reader.</summary>
public sealed class OutputStream : Stream
{
    private readonly MemoryStream _written = new();
    private readonly ManualResetEventSlim _flows = new(true);

    public bool IsClosed { get; set; }

    /// <summary>Bytes that the next write takes before it fails; null: all.</summary>
    public int? FailsAfter { get; set; }

    public bool WasOpened { get; private set; }

    public int Writes { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written.Length;

    public override long Position
    {
        get => _written.Position;
        set => throw new NotSupportedException();
    }

    public Stream Open()
    {
        WasOpened = true;
        return this;
    }

    public string Text() => Encoding.UTF8.GetString(_written.ToArray());

    public IReadOnlyList<string> Lines() => Text().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Lets writes hang until what is returned is disposed.</summary>
    public IDisposable Hold()
    {
        _flows.Reset();
        return new Release(_flows);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _flows.Wait();
        if (IsClosed)
            throw new IOException("Broken pipe");
        Writes++;
        if (FailsAfter is { } taken)
        {
            FailsAfter = null;
            _written.Write(buffer[..taken]);
            throw new IOException("Broken pipe");
        }

        _written.Write(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private sealed class Release(ManualResetEventSlim flows) : IDisposable
    {
        public void Dispose() => flows.Set();
    }
}
