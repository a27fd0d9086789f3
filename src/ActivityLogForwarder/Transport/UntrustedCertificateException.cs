using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ActivityLogForwarder.Transport;

/// <summary>A server's certificate that is not trusted: which one, and why, for the operator.</summary>
public sealed class UntrustedCertificateException(string message) : AuthenticationException(message)
{
    private const int LongestName = 100;

    /// <summary>
    /// A callback that says why. HTTP clients put the URL's host in the place of
    /// <see cref="SslClientAuthenticationOptions.TargetHost"/>, so that another name must be looked for here.
    /// </summary>
    /// <param name="serverName">The name that the certificate must be for; null: the URL's.</param>
    /// <exception cref="UntrustedCertificateException">By the callback: the certificate is not trusted.</exception>
    public static RemoteCertificateValidationCallback Verifier(string? serverName) => (_, certificate, chain, errors) =>
    {
        if (serverName is not null && certificate is X509Certificate2 shown)
        {
            errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
            if (!shown.MatchesHostname(serverName))
                errors |= SslPolicyErrors.RemoteCertificateNameMismatch;
        }

        return errors == SslPolicyErrors.None ? true : throw new UntrustedCertificateException(Describe(certificate, chain, errors));
    };

    private static string Describe(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 shown)
            return "it shows none";
        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            reasons.Add("it is for another name");
        foreach (var status in (chain?.ChainStatus ?? []).Select(status => status.Status).Distinct())
        {
            reasons.Add(status switch
            {
                X509ChainStatusFlags.NotTimeValid => string.Create(CultureInfo.InvariantCulture, $"it is valid from {shown.NotBefore.ToUniversalTime():yyyy-MM-dd} to {shown.NotAfter.ToUniversalTime():yyyy-MM-dd}, or its issuer has expired"),
                X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain => "its issuer is not among the trusted (tls.caFile)",
                _ => status.ToString(),
            });
        }

        return $"{Name(shown.Subject)}, issued by {Name(shown.Issuer)}: {string.Join("; ", reasons)}";
    }

    // The names are the server's words.
    private static string Name(string name) =>
        string.Concat(name.Take(LongestName).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}
