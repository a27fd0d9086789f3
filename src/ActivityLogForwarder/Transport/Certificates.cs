using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ActivityLogForwarder.Transport;

/// <summary>Trust and identity from PEM files.</summary>
public static class Certificates
{
    /// <summary>Sets trust, expected name and client certificate as the options say.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file holds no certificate or key.</exception>
    public static void Configure(SslClientAuthenticationOptions ssl, TlsOptions tls)
    {
        if (tls.ServerName is not null)
            ssl.TargetHost = tls.ServerName;
        if (tls.CertFile is not null)
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(tls.CertFile);
            // Sent whatever issuers the server names, and with the certificates between it and its root.
            ssl.ClientCertificateContext = SslStreamCertificateContext.Create(
                X509Certificate2.CreateFromPemFile(tls.CertFile, tls.KeyFile), chain, offline: true);
        }

        if (tls.CaFile is not null)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(tls.CaFile);
            ssl.CertificateChainPolicy = policy;
        }

        // What is wrong is said here, where it is known: the exception that a mere "no" leads to does not tell.
        ssl.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            errors = OfName(tls.ServerName, certificate, errors);
            return errors == SslPolicyErrors.None || tls.InsecureSkipVerify ? true : throw UntrustedCertificateException.From(certificate, chain, errors);
        };
    }

    // HTTP clients put the URL's host in the place of TargetHost, so that another name must be looked for here.
    private static SslPolicyErrors OfName(string? serverName, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (serverName is null || certificate is not X509Certificate2 shown)
            return errors;
        errors &= ~SslPolicyErrors.RemoteCertificateNameMismatch;
        return shown.MatchesHostname(serverName) ? errors : errors | SslPolicyErrors.RemoteCertificateNameMismatch;
    }
}
