using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace ActivityLogForwarder.Transport;

/// <summary>A server's certificate that is not trusted, with what the operator must know to trust it or not.</summary>
public sealed class UntrustedCertificateException : AuthenticationException
{
    /// <summary>Names in certificates may be of any length.</summary>
    private const int LongestName = 200;

    private UntrustedCertificateException(string message)
        : base(message)
    {
    }

    /// <summary>
    /// Of a certificate and what is wrong with it. The message is a part of a sentence: what is wrong, subject and
    /// issuer, cut short and without control characters, since whoever answers has chosen them.
    /// </summary>
    public static UntrustedCertificateException From(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            return new("none is shown");
        using var shown = new X509Certificate2(certificate);
        var names = $"subject {Printable(shown.Subject)}, issuer {Printable(shown.Issuer)}";
        return new($"{What(shown, chain, errors)}; {names}");
    }

    private static string What(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var flags = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.NoError;
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && flags.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"it, or one above it, is out of its time ({certificate.NotBefore.ToUniversalTime():yyyy-MM-dd} to {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd})");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            return "no authority that we trust (tls.caFile) has issued it";
        return "it is for another name than the one dialled";
    }

    private static string Printable(string name)
    {
        var text = string.Concat(name.Take(LongestName).Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c));
        return name.Length > LongestName ? text + "\u2026" : text;
    }
}
