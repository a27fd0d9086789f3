using System.Net.Security;
using System.Security.Cryptography;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>
/// Opens connections to the receiver, each with the certificates that the files hold then. One caller at a time.
/// </summary>
internal sealed class Dialer(SyslogOptions options, TimeProvider clock)
{
    /// <summary>How often the files are compared by their content while a connection is up.</summary>
    public static readonly TimeSpan CompareEvery = TimeSpan.FromSeconds(30);

    private byte[] _digest = [];
    private long _comparedAt;

    public async Task<Connection> DialAsync(CancellationToken cancellationToken)
    {
        _digest = Digest();
        _comparedAt = clock.GetTimestamp();
        var ssl = options.Transport.IsTls() ? Load() : null;
        return await Connection.OpenAsync(
            options.Address.IdnHost, SyslogTransports.Port(options.Address), ssl, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Whether the files differ from those of the last connection and can be used. Until they can, as while they are
    /// being replaced, the connection that there is serves.
    /// </summary>
    public bool HaveFilesChanged()
    {
        if (!options.Transport.IsTls() || clock.GetElapsedTime(_comparedAt) < CompareEvery)
            return false;
        _comparedAt = clock.GetTimestamp();
        try
        {
            if (Digest().AsSpan().SequenceEqual(_digest))
                return false;
            Load();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }

    private SslClientAuthenticationOptions Load()
    {
        var ssl = new SslClientAuthenticationOptions { TargetHost = options.Address.IdnHost };
        Certificates.Configure(ssl, options.Tls);
        return ssl;
    }

    private byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in new[] { options.Tls.CaFile, options.Tls.CertFile, options.Tls.KeyFile })
        {
            if (file is not null)
                hash.AppendData(SHA256.HashData(System.IO.File.ReadAllBytes(file)));
        }

        return hash.GetHashAndReset();
    }
}
