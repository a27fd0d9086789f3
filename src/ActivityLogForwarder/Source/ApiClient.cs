using System.Net;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Source;

/// <summary>
/// One request to the API and its whole answer, bounded in size and time. It follows no redirect, retries nothing
/// and judges no status.
/// </summary>
public sealed class ApiClient(SourceOptions options, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    private readonly HttpClient _http = HttpTransport.CreateClient(options.Tls, options.Proxy);
    private readonly string _base = options.Url.AbsoluteUri.TrimEnd('/') + "/activitylog/v1/contracts";

    /// <summary>Sends <c>GET /activitylog/v1/contracts</c> and what follows it.</summary>
    /// <param name="pathAndQuery">Empty, or <c>/N?…</c>.</param>
    /// <param name="credentials">Who asks.</param>
    /// <param name="contractHeader">The value of <c>X-Contract-Number</c>; null: not sent.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="SourceException">No answer came: no connection, no time left, cut off.</exception>
    /// <exception cref="AnswerTooLargeException">The answer was larger than <c>maxResponseBytes</c>.</exception>
    public async Task<Answer> GetAsync(
        string pathAndQuery, Credentials credentials, string? contractHeader, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _base + pathAndQuery);
            request.Headers.Authorization = credentials.Header();
            request.Headers.Accept.ParseAdd("application/json");
            if (contractHeader is not null)
                request.Headers.TryAddWithoutValidation("X-Contract-Number", contractHeader);
            using var response = await _http
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            var (buffer, length) = await ReadAsync(response.Content, either.Token).ConfigureAwait(false);
            return new Answer(response.StatusCode, buffer, length)
            {
                Date = response.Headers.Date,
                RetryAfter = RetryAfter(response),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SourceException("timeout", $"The API gave no whole answer within {options.Timeout.TotalSeconds:0.#} s.");
        }
        catch (HttpRequestException exception)
        {
            var code = exception.HttpRequestError.ToString();
            throw new SourceException(code, $"The API at {options.Url.Host} could not be reached: {code}.", innerException: exception);
        }
        catch (IOException exception)
        {
            throw new SourceException("cut-off", "The API's answer was cut off.", innerException: exception);
        }
        catch (InvalidDataException exception)
        {
            throw new SourceException("bad-compression", "The API's answer could not be decompressed.", innerException: exception);
        }
        catch (FormatException)
        {
            // The exception's own text may quote the credential.
            throw new SourceException("bad-credential", "The credential holds a character that no header may carry.");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(byte[] Buffer, int Length)> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var limit = (int)Math.Min(options.MaxResponseBytes, Array.MaxLength - 1);
        if (content.Headers.ContentLength > limit)
            throw new AnswerTooLargeException(limit);
        // One byte more than announced, so that the end is seen without growing.
        var buffer = LargeBuffers.Shared.Rent((int)(content.Headers.ContentLength ?? 256 * 1024) + 1);
        var length = 0;
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                    return (buffer, length);
                length += read;
                if (length > limit)
                    throw new AnswerTooLargeException(limit);
                if (length == buffer.Length)
                {
                    var larger = LargeBuffers.Shared.Rent((int)Math.Min(2L * length, limit + 1L));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    LargeBuffers.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        catch
        {
            LargeBuffers.Shared.Return(buffer);
            throw;
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var value = response.Headers.RetryAfter;
        var wait = value?.Delta ?? value?.Date - clock.GetUtcNow();
        return wait is null ? null
            : wait < TimeSpan.Zero ? TimeSpan.Zero
            : wait > LongestRetryAfter ? LongestRetryAfter
            : wait;
    }
}
