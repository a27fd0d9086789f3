using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;
using ActivityLogForwarder.Sinks.Kafka;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Tests.Sinks.Kafka;

public sealed class KafkaOptionsTests
{
    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        var options = KafkaOptions.From(Values());
        Assert.Equal((KafkaKey.Contract, "lz4", "plaintext"), (options.Key, options.Compression, options.SecurityProtocol));
        Assert.Null(options.Mechanism);
        Assert.Empty(Errors());
    }

    [Fact]
    public void What_makes_a_delivery_one_is_fixed()
    {
        var settings = KafkaSettings.Of(KafkaOptions.From(Values(Properties(("linger.ms", "7")))));
        Assert.Equal(("all", "true", "60000", "7"), (settings["acks"], settings["enable.idempotence"], settings["delivery.timeout.ms"], settings["linger.ms"]));
        foreach (var name in new[] { "acks", "request.required.acks", "enable.idempotence", "delivery.timeout.ms", "message.timeout.ms", "Acks", "transactional.id", "enabled_events", "delivery.report.only.error", "dotnet.producer.enable.delivery.reports", "dotnet.producer.enable.background.poll" })
            Assert.StartsWith($"properties.{name}: is fixed", Assert.Single(Errors(Properties((name, "1")))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sasl.password", "sasl.passwordFile")]
    [InlineData("sasl.username", "sasl.username")]
    [InlineData("sasl.mechanisms", "sasl.mechanism")]
    [InlineData("ssl.key.password", "tls.keyFile")]
    [InlineData("ssl.key.pem", "tls.keyFile")]
    [InlineData("ssl.keystore.password", "passwordFile")]
    [InlineData("sasl.oauthbearer.client.secret", "sasl.passwordFile")]
    [InlineData("ssl.ca.location", "tls.caFile")]
    [InlineData("bootstrap.servers", "bootstrapServers")]
    [InlineData("metadata.broker.list", "bootstrapServers")]
    [InlineData("compression.codec", "compression")]
    public void A_secret_or_what_has_a_key_of_its_own_is_refused_and_the_right_key_named(string name, string key)
    {
        var error = Assert.Single(Errors(Properties((name, "hunter2"))));
        Assert.StartsWith($"properties.{name}: ", error, StringComparison.Ordinal);
        Assert.Contains(key, error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_protocol_follows_from_what_is_given()
    {
        Assert.Equal("sasl_ssl", KafkaOptions.From(Values(Sasl())).SecurityProtocol);
        Assert.Equal("ssl", KafkaOptions.From(Values(Tls(("caFile", "ca.pem")))).SecurityProtocol);
        Assert.Equal("sasl_plaintext", KafkaOptions.From(Values(Sasl(), ("securityProtocol", "SASL_PLAINTEXT"))).SecurityProtocol);
        AssertError("securityProtocol", ("securityProtocol", "sasl_ssl"));
        AssertError("securityProtocol", ("securityProtocol", "ssl"), Sasl());
        AssertError("tls", ("securityProtocol", "plaintext"), Tls(("caFile", "ca.pem")));
        AssertError("tls.serverName", Tls(("serverName", "x")));
    }

    [Fact]
    public void Credentials_and_certificates_become_settings()
    {
        var settings = KafkaSettings.Of(KafkaOptions.From(Values(Sasl(), Tls(("caFile", "ca.pem"), ("certFile", "c.pem"), ("keyFile", "k.pem")))));
        Assert.Equal(("SCRAM-SHA-512", "u", "s3cret"), (settings["sasl.mechanism"], settings["sasl.username"], settings["sasl.password"]));
        Assert.Equal(("ca.pem", "c.pem", "k.pem"), (settings["ssl.ca.location"], settings["ssl.certificate.location"], settings["ssl.key.location"]));
        Assert.DoesNotContain("enable.ssl.certificate.verification", settings.Keys);
    }

    [Theory]
    [InlineData("a:9092,b:9092", true)]
    [InlineData("10.0.0.1:9093, 10.0.0.2:9093", true)]
    [InlineData("[::1]:9092", true)]
    [InlineData("kafka", true)]
    [InlineData("SSL://a:9092", false)]
    [InlineData("user:password@a:9092", false)]
    [InlineData("a:9092,,b:9092", false)]
    [InlineData("a b", false)]
    public void Brokers_are_named_by_host_and_port(string servers, bool isFine) =>
        Assert.Equal(isFine ? [] : ["bootstrapServers"], Errors(("bootstrapServers", servers)).Select(error => error.Split(':')[0]));

    [Theory]
    [InlineData("ionos-{contract}.{yyyy.MM}_x", true)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("..", false)]
    public void A_topic_has_a_name_that_Kafka_takes(string topic, bool isFine) =>
        Assert.Equal(isFine ? [] : ["topic"], Errors(("topic", topic)).Select(error => error.Split(':')[0]));

    [Fact]
    public void A_credential_goes_in_the_clear_only_to_this_machine_or_by_permission()
    {
        AssertError("securityProtocol", Sasl(), ("securityProtocol", "sasl_plaintext"));
        AssertError("securityProtocol", Sasl(), ("securityProtocol", "sasl_plaintext"), ("bootstrapServers", "127.0.0.1:9092,kafka:9092"));
        Assert.Empty(Errors(Sasl(), ("securityProtocol", "sasl_plaintext"), ("allowPlaintext", true)));
        Assert.Empty(Errors(Sasl(), ("securityProtocol", "sasl_plaintext"), ("bootstrapServers", "localhost:9092,[::1]:9092,127.0.0.1")));
    }

    private static (string, object) Properties(params (string Name, string Value)[] properties) =>
        ("properties", properties.ToDictionary(property => property.Name, property => property.Value));

    private static (string, object) Sasl() => ("sasl", SomeValues.Of(
        KafkaOptions.Description.Options.Single(option => option.Key == "sasl").Group!,
        ("mechanism", "SCRAM-SHA-512"), ("username", "u"), ("password", Secret.FromText("s3cret"))));

    private static (string, object) Tls(params (string Key, object Value)[] given) => ("tls", SomeValues.Of(TlsOptions.Description.Group!, given));

    private static (string Key, object Value)[] All((string Key, object Value)[] given)
    {
        (string Key, object Value)[] required = [("bootstrapServers", "kafka:9092"), ("topic", "activity")];
        return [.. required.Where(pair => given.All(other => other.Key != pair.Key)), .. given];
    }

    private static OptionValues Values(params (string Key, object Value)[] given) => SomeValues.Of(KafkaOptions.Description, All(given));

    // That the library is missing is said as well where it is.
    private static IReadOnlyList<string> Errors(params (string Key, object Value)[] given) =>
        [.. SomeValues.Errors(KafkaOptions.Description, All(given)).Where(error => !error.StartsWith("type: ", StringComparison.Ordinal))];

    private static void AssertError(string key, params (string Key, object Value)[] given) =>
        Assert.StartsWith(key + ": ", Assert.Single(Errors(given)), StringComparison.Ordinal);
}
