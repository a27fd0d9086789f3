using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>What can go wrong on the way to a receiver, as a code and one line for the operator.</summary>
internal static class SyslogFailures
{
    public static bool IsKnown(Exception exception) =>
        exception is IOException or SocketException or AuthenticationException or OperationCanceledException
            or CryptographicException or UnauthorizedAccessException;

    public static SinkException From(Exception exception, string host)
    {
        var (code, message) = Describe(exception, host);
        return new SinkException(code, message, innerException: exception);
    }

    private static (string Code, string Message) Describe(Exception exception, string host) => exception switch
    {
        OperationCanceledException => ("timeout", $"{host} did not take it in time."),
        AuthenticationException or IOException { InnerException: AuthenticationException } =>
            ("certificate-not-trusted", $"The certificate of {host} is not trusted, or ours is not accepted."),
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
