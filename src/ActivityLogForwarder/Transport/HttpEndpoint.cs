using System.Net;
using System.Security.Cryptography;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Transport;

/// <summary>
/// One attempt at a request, for sinks: with the credential, within a time for the whole exchange, the answer read
/// into a bounded buffer, and every failure in the words of <see cref="SinkException"/>. Connects with its first
/// request. Safe for concurrent use.
/// </summary>
/// <param name="tls">Trust and client certificate.</param>
/// <param name="authentication">What is shown of ourselves.</param>
/// <param name="timeout">Time for the whole exchange, both bodies included.</param>
/// <param name="clock">Measures <paramref name="timeout"/>.</param>
public sealed class HttpEndpoint(
    TlsOptions tls, HttpAuthentication authentication, TimeSpan timeout, TimeProvider clock) : IDisposable
{
    private readonly Lock _lock = new();
    private HttpClient? _client;
    private bool _isDisposed;

    // Servers that find a body too large may answer 413 and close at once, so that sending fails and the answer is
    // lost. After a lost connection the next request therefore asks first (RFC 9110, section 10.1.1).
    private volatile bool _asksFirst;

    /// <summary>Sends the request once. The body of an answer outside 200–299 is read only where asked for.</summary>
    /// <param name="request">The request, with an absolute URL.</param>
    /// <param name="answerLimit">Bytes the answer may have, after decompression; 0: the status is all that counts.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="readsRefusals">Whether the bodies of answers outside 200–299 are read as well.</param>
    /// <exception cref="SinkException">There is no answer, or it is too large.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<HttpAnswer> SendAsync(
        HttpRequestMessage request, int answerLimit, CancellationToken cancellationToken, bool readsRefusals = false)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var deadline = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        if (authentication.Header() is { } header)
            request.Headers.Authorization = header;
        request.Headers.ExpectContinue = request.Content is not null && _asksFirst;
        var body = new Utf8Buffer(16 * 1024);
        try
        {
            using var response = await Client()
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            _asksFirst = false;
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                authentication.Refresh();
            if (answerLimit > 0 && (response.IsSuccessStatusCode || readsRefusals))
                await ReadAsync(response, body, answerLimit, either.Token).ConfigureAwait(false);
            return new HttpAnswer((int)response.StatusCode, body, RetryAfter.Read(response.Headers, clock.GetUtcNow()));
        }
        catch (Exception exception)
        {
            body.Dispose();
            if (exception is OperationCanceledException)
                cancellationToken.ThrowIfCancellationRequested();
            if (exception is HttpRequestException { InnerException: IOException })
                _asksFirst = true;
            if (exception is HttpRequestException or IOException or OperationCanceledException
                or CryptographicException or UnauthorizedAccessException or InvalidDataException)
                throw HttpFailures.From(exception, request.RequestUri!);
            throw;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _client?.Dispose();
        }
    }

    private static async Task ReadAsync(
        HttpResponseMessage response, Utf8Buffer body, int limit, CancellationToken cancellationToken)
    {
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        int read;
        while ((read = await stream.ReadAsync(body.GetMemory(4096), cancellationToken).ConfigureAwait(false)) > 0)
        {
            body.Advance(read);
            if (body.Length > limit)
                throw new SinkException("answer-too-large", "The answer is larger than any answer to this request can be.");
        }
    }

    private HttpClient Client()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _client ??= HttpTransport.CreateClient(tls);
        }
    }
}

/// <summary>An answer, read whole.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The answer's body, as far as it was to be read.</param>
/// <param name="RetryAfter">How long the server asks to be left alone, if it does.</param>
public sealed record HttpAnswer(int Status, Utf8Buffer Body, TimeSpan? RetryAfter) : IDisposable
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public void Dispose() => Body.Dispose();
}
