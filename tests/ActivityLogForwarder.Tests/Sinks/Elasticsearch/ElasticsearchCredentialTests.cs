using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Tests.Sinks.File;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch;

public sealed class ElasticsearchCredentialTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_credential_replaced_in_its_file_is_used_after_a_refusal()
    {
        using var folder = new TemporaryFolder();
        await System.IO.File.WriteAllTextAsync(folder.File("key"), "b2xk\n", Token);
        await using var stub = await ElasticsearchStub.StartAsync();
        stub.ApiKey = "bmV3";
        await using var sink = Sink(stub, new HttpAuthentication { ApiKey = Secret.FromFile(folder.File("key")) });
        var batch = SomeBatch.Of(1);
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        Assert.Equal("http-401", failure.Code);
        await System.IO.File.WriteAllTextAsync(folder.File("key"), "bmV3\n", Token);
        await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(batch, Token).AsTask());
        await sink.WriteAsync(batch, Token);
        Assert.True(batch.HasAccepted());
    }

    [Fact]
    public async Task An_api_key_may_be_given_as_id_and_key()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        stub.ApiKey = Convert.ToBase64String("id:key"u8);
        await using var sink = Sink(stub, new HttpAuthentication { ApiKey = Secret.FromText("id:key") });
        await sink.WriteAsync(SomeBatch.Of(1), Token);
    }

    [Fact]
    public async Task A_user_and_password_may_be_any_text()
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        stub.Basic = "müller:pä:ss\"w\u0001rd";
        await using var sink = Sink(stub, new HttpAuthentication { Username = "müller", Password = Secret.FromText("pä:ss\"w\u0001rd") });
        await sink.WriteAsync(SomeBatch.Of(1), Token);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    [InlineData("schlüssel")]
    public async Task A_key_that_no_header_can_carry_is_named_as_the_fault_but_not_shown(string key)
    {
        await using var stub = await ElasticsearchStub.StartAsync();
        await using var sink = Sink(stub, new HttpAuthentication { ApiKey = Secret.FromText(key) });
        var failure = await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(SomeBatch.Of(1), Token).AsTask());
        Assert.Equal("credential", failure.Code);
        if (key.Length > 0)
            Assert.DoesNotContain(key, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_trusted_by_its_authority_and_not_without()
    {
        using var folder = new TemporaryFolder();
        var certificate = Certificate();
        await System.IO.File.WriteAllTextAsync(folder.File("ca.pem"), certificate.ExportCertificatePem(), Token);
        await using var stub = await ElasticsearchStub.StartAsync(certificate);
        await using var trusting = Sink(stub, new(), new TlsOptions { CaFile = folder.File("ca.pem") });
        await trusting.WriteAsync(SomeBatch.Of(1), Token);
        await using var careless = Sink(stub, new(), new TlsOptions { InsecureSkipVerify = true });
        await careless.WriteAsync(SomeBatch.Of(1), Token);
        await using var wary = Sink(stub, new());
        var failure = await Assert.ThrowsAsync<SinkException>(() => wary.WriteAsync(SomeBatch.Of(1), Token).AsTask());
        Assert.Equal("certificate-not-trusted", failure.Code);
        Assert.EndsWith("is not trusted: no authority that we trust (tls.caFile) has issued it; subject CN=stub, issuer CN=stub.", failure.Message, StringComparison.Ordinal);
        await using var misled = Sink(stub, new(), new TlsOptions { CaFile = folder.File("ca.pem"), ServerName = "other.example.com" });
        failure = await Assert.ThrowsAsync<SinkException>(() => misled.CheckAsync(Token).AsTask());
        Assert.EndsWith("CN=stub, issued by CN=stub: it is for another name.", failure.Message, StringComparison.Ordinal);
        await using var lost = Sink(stub, new(), new TlsOptions { CaFile = folder.File("none.pem") });
        Assert.Equal("tls-files", (await Assert.ThrowsAsync<SinkException>(() => lost.WriteAsync(SomeBatch.Of(1), Token).AsTask())).Code);
    }

    [Theory]
    [InlineData("http://name.invalid:9200", "name-not-resolved")]
    [InlineData("http://127.0.0.1:1", "connection-refused")]
    public async Task What_keeps_us_from_a_server_has_a_name(string url, string code)
    {
        await using var sink = new ElasticsearchSink(new ElasticsearchOptions { Urls = [new Uri(url)] }, TimeProvider.System);
        Assert.Equal(code, (await Assert.ThrowsAsync<SinkException>(() => sink.WriteAsync(SomeBatch.Of(1), Token).AsTask())).Code);
        Assert.Equal(code, (await Assert.ThrowsAsync<SinkException>(() => sink.CheckAsync(Token).AsTask())).Code);
    }

    private static ElasticsearchSink Sink(ElasticsearchStub stub, HttpAuthentication authentication, TlsOptions? tls = null) =>
        new(new ElasticsearchOptions { Urls = [stub.Url], Authentication = authentication, Tls = tls ?? new() }, TimeProvider.System);

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=stub", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
