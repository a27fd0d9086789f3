using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Tests.Sinks.Syslog;

/// <summary>An authority with certificates for a server on this machine and for a client, as PEM files of a folder.</summary>
public sealed class TestCertificates : IDisposable
{
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly X509Certificate2 _authority;

    public TestCertificates(string folder)
    {
        Folder = folder;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        _authority = request.CreateSelfSigned(_now.AddDays(-1), _now.AddDays(30));
        System.IO.File.WriteAllText(CaFile, _authority.ExportCertificatePem() + "\n");
        Issue("server");
        Issue("client");
    }

    public string Folder { get; }

    public string CaFile => PathOf("ca.pem");

    /// <summary>The options of a client that shows its certificate.</summary>
    public TlsOptions Client => Trusting with { CertFile = PathOf("client.pem"), KeyFile = PathOf("client.key") };

    /// <summary>The options of a client without one.</summary>
    public TlsOptions Trusting => new() { CaFile = CaFile };

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Writes <c>NAME.pem</c> and <c>NAME.key</c>, over those that are there.</summary>
    /// <param name="name">The file's and the subject's name.</param>
    /// <param name="hosts">The names it stands for; none: this machine's.</param>
    public void Issue(string name, params string[] hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts.Length > 0 ? hosts : ["localhost"])
            names.AddDnsName(host);
        if (hosts.Length == 0)
            names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(_authority, _now.AddDays(-1), _now.AddDays(29), RandomNumberGenerator.GetBytes(16));
        System.IO.File.WriteAllText(PathOf(name + ".pem"), certificate.ExportCertificatePem() + "\n");
        System.IO.File.WriteAllText(PathOf(name + ".key"), key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public X509Certificate2 Load(string name) => X509Certificate2.CreateFromPemFile(PathOf(name + ".pem"), PathOf(name + ".key"));

    public void Dispose() => _authority.Dispose();
}
