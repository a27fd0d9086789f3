using System.Net;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Source;

/// <summary>The whole of one answer of the API, in pooled memory.</summary>
public sealed class Answer(HttpStatusCode status, byte[] buffer, int length) : IDisposable
{
    private byte[]? _buffer = buffer;

    public HttpStatusCode Status { get; } = status;

    /// <summary>The body without a byte order mark. Valid until <see cref="Dispose"/>.</summary>
    public ReadOnlyMemory<byte> Body
    {
        get
        {
            ReadOnlyMemory<byte> body = (_buffer ?? throw new ObjectDisposedException(nameof(Answer))).AsMemory(0, length);
            return body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
        }
    }

    /// <summary>The API's clock, from the header <c>Date</c>; null where it sends none.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>How long the API asks to be left alone; null where it does not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { Length: > 0 } pooled)
            LargeBuffers.Shared.Return(pooled);
    }
}

/// <summary>An answer has more bytes than it may.</summary>
public sealed class AnswerTooLargeException(long limit) : Exception($"The API's answer has more than {limit} bytes.");
