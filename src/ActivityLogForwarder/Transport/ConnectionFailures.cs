using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Transport;

/// <summary>What can go wrong on the way to a receiver that is no HTTP server, as a code and one line for the operator.</summary>
public static class ConnectionFailures
{
    public static bool IsKnown(Exception exception) =>
        exception is IOException or SocketException or AuthenticationException or OperationCanceledException
            or CryptographicException or UnauthorizedAccessException;

    /// <param name="exception">A known one. Cancellation by the caller is none: let it pass.</param>
    /// <param name="host">Host and port, as the configuration names them.</param>
    public static SinkException From(Exception exception, string host)
    {
        var (code, message) = Describe(exception, host);
        return new SinkException(code, message, innerException: exception);
    }

    /// <summary>The sentence for a certificate that is not trusted.</summary>
    internal static string NotTrusted(UntrustedCertificateException exception, string host) =>
        $"The certificate of {host} is not trusted: {exception.Message}.";

    /// <summary>The sentence for a handshake that failed for any other reason.</summary>
    internal static string NoHandshake(string host) =>
        $"{host} and we cannot agree on a TLS connection; it may want a client certificate (tls.certFile), or not accept ours.";

    private static (string Code, string Message) Describe(Exception exception, string host) => exception switch
    {
        OperationCanceledException => ("timeout", $"{host} did not take it in time."),
        UntrustedCertificateException untrusted => ("certificate-not-trusted", NotTrusted(untrusted, host)),
        IOException { InnerException: UntrustedCertificateException untrusted } => ("certificate-not-trusted", NotTrusted(untrusted, host)),
        AuthenticationException or IOException { InnerException: AuthenticationException } => ("tls", NoHandshake(host)),
        CryptographicException or UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException =>
            ("tls-files", "A certificate or key file cannot be used."),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
            ("name-not-resolved", $"The name of {host} cannot be resolved."),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            ("connection-refused", $"{host} refuses the connection."),
        SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.TimedOut } =>
            ("connection-failed", $"{host} cannot be reached."),
        _ => ("connection-lost", $"The connection to {host} broke."),
    };
}
