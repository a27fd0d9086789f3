using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Transport;

/// <summary>
/// What can go wrong with an HTTP request as a whole, as a code and one line for the operator. Nothing is quoted from
/// an answer: only the host, which the configuration names, and the status.
/// </summary>
public static class HttpFailures
{
    /// <summary>The failure behind an exception of an HTTP client. Cancellation by the caller is none: let it pass.</summary>
    public static SinkException From(Exception exception, Uri url)
    {
        var (code, message) = Describe(exception, url.Authority);
        return new SinkException(code, message, innerException: exception);
    }

    /// <summary>The failure that an answer's status means, when it is about the request as a whole.</summary>
    public static SinkException From(int status, TimeSpan? retryAfter, Uri url)
    {
        var what = status switch
        {
            >= 300 and < 400 => "answers with a redirect, which is not followed",
            401 => "refuses the credential",
            403 => "does not allow this to the credential",
            404 or 405 => "has nothing to write to at this address",
            429 => "asks to be sent less",
            >= 500 => "is in trouble",
            _ => "refuses the request as a whole",
        };
        return new SinkException(
            string.Create(CultureInfo.InvariantCulture, $"http-{status}"),
            string.Create(CultureInfo.InvariantCulture, $"{url.Authority} {what} (HTTP {status})."), retryAfter);
    }

    private static (string Code, string Message) Describe(Exception exception, string host) => exception switch
    {
        OperationCanceledException => ("timeout", $"{host} did not answer in time."),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            ("name-not-resolved", $"The name of {host} cannot be resolved."),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } =>
            ("proxy", $"The proxy does not lead to {host}."),
        HttpRequestException { InnerException: UntrustedCertificateException untrusted } =>
            ("certificate-not-trusted", ConnectionFailures.NotTrusted(untrusted, host)),
        HttpRequestException { InnerException: AuthenticationException } or HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            ("tls", ConnectionFailures.NoHandshake(host)),
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } =>
            ("connection-refused", $"{host} refuses the connection."),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
            ("connection-failed", $"{host} cannot be reached."),
        CryptographicException or UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException =>
            ("tls-files", "A certificate or key file cannot be used."),
        _ => ("connection-lost", $"The connection to {host} broke before the answer was complete."),
    };
}
