using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace ActivityLogForwarder.Operations.Http;

/// <summary>Who may ask for what.</summary>
internal sealed class Guard(OperationsOptions options)
{
    private const string Scheme = "Bearer ";

    /// <summary>
    /// Whether the request means this server. On loopback any other name is a web page whose name was bent to this
    /// machine (DNS rebinding); off loopback the names are not known here, and the token protects.
    /// </summary>
    public bool AcceptsHost(HostString host)
    {
        if (!options.IsLoopback)
            return true;
        if (!host.HasValue)
            return false;
        return host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary>
    /// Whether the status may be shown. What counts is where the server listens, not where the request seems to come
    /// from: behind a proxy everyone seems to be local.
    /// </summary>
    public bool AllowsStatus(string? authorization)
    {
        if (options.IsLoopback)
            return true;
        if (options.Token is null || authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        if (IsToken(authorization.AsSpan(Scheme.Length).Trim()))
            return true;
        return options.Token.Refresh() && IsToken(authorization.AsSpan(Scheme.Length).Trim());
    }

    /// <summary>Whether there is a token that would open the status.</summary>
    public bool HasToken => options.Token?.Value is { Length: > 0 };

    // Hashes are of one length, so that the comparison tells nothing about the token's.
    private bool IsToken(ReadOnlySpan<char> given) =>
        options.Token!.Value is { Length: > 0 } token
        && CryptographicOperations.FixedTimeEquals(Hash(given), Hash(token));

    private static byte[] Hash(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        return SHA256.HashData(bytes);
    }
}
