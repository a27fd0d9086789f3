using System.IO.Compression;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Transport;

/// <summary>A way for streams that compress to write into a buffer.</summary>
public static class Utf8BufferExtensions
{
    /// <summary>A stream that appends to the buffer; disposing it leaves the buffer alone.</summary>
    public static Stream AsStream(this Utf8Buffer buffer) => new WriteStream(buffer);

    /// <summary>The same bytes compressed, in a buffer of their own; the given one is disposed.</summary>
    public static Utf8Buffer ToGzip(this Utf8Buffer buffer)
    {
        var compressed = new Utf8Buffer(Math.Max(1024, buffer.Length / 4));
        using (var stream = new GZipStream(compressed.AsStream(), CompressionLevel.Fastest))
            stream.Write(buffer.WrittenSpan);
        buffer.Dispose();
        return compressed;
    }

    private sealed class WriteStream(Utf8Buffer buffer) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> bytes) => buffer.Write(bytes);

        public override void Write(byte[] bytes, int offset, int count) => buffer.Write(bytes.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] bytes, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
