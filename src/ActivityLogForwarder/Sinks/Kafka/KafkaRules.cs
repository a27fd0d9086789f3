using System.Net;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>What must hold between the keys.</summary>
internal static partial class KafkaRules
{
    // By librdkafka's names and their aliases: settings that make the delivery what it is, or have a key of their own.
    private static readonly Dictionary<string, string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        ["acks"] = Fixed,
        ["request.required.acks"] = Fixed,
        ["enable.idempotence"] = Fixed,
        ["delivery.timeout.ms"] = Fixed,
        ["message.timeout.ms"] = Fixed,
        ["transactional.id"] = Fixed,
        ["enabled_events"] = Fixed,
        ["delivery.report.only.error"] = Fixed,
        ["dotnet.producer.enable.delivery.reports"] = Fixed,
        ["dotnet.producer.enable.background.poll"] = Fixed,
        ["bootstrap.servers"] = "use bootstrapServers",
        ["metadata.broker.list"] = "use bootstrapServers",
        ["compression.type"] = "use compression",
        ["compression.codec"] = "use compression",
        ["security.protocol"] = "use securityProtocol",
        ["sasl.mechanism"] = "use sasl.mechanism",
        ["sasl.mechanisms"] = "use sasl.mechanism",
        ["sasl.username"] = "use sasl.username",
        ["sasl.password"] = "use sasl.passwordFile",
        ["sasl.oauthbearer.config"] = "use sasl.passwordFile with a token",
        ["ssl.ca.location"] = "use tls.caFile",
        ["ssl.certificate.location"] = "use tls.certFile",
        ["ssl.key.location"] = "use tls.keyFile",
        ["enable.ssl.certificate.verification"] = "use tls.insecureSkipVerify",
        ["ssl.key.password"] = "is a secret; use tls.keyFile with a key that is not encrypted",
    };

    private const string Fixed = "is fixed, so that what counts as delivered is; leave it out";

    public static void Check(OptionValues values, Action<string, string> report)
    {
        if (!KafkaLibrary.TryLoad(out _))
            report("type", KafkaLibrary.Cure);
        var servers = values.Text("bootstrapServers").Split(',', StringSplitOptions.TrimEntries);
        if (servers.Any(server => !Server().IsMatch(server)))
            report("bootstrapServers", "must be host:port, several separated by commas, without scheme and credentials");
        CheckTopic(values.Text("topic"), report);
        CheckSecurity(values, servers, report);
        foreach (var name in values.TextMap("properties").Keys)
        {
            if (Problem(name) is { } problem)
                report($"properties.{name}", problem);
        }
    }

    /// <summary>Why a setting of librdkafka cannot be given among the properties; null: it can.</summary>
    internal static string? Problem(string name) =>
        Refused.GetValueOrDefault(name)
        ?? (Secret().IsMatch(name) ? "is a secret; use sasl.passwordFile, or tls.keyFile" : null);

    // "Topic names" of Kafka: what is left over of the text once placeholders are filled in.
    private static void CheckTopic(string topic, Action<string, string> report)
    {
        var name = Template.Placeholders.Aggregate(topic, (rest, placeholder) => rest.Replace(placeholder, "x", StringComparison.Ordinal));
        if (!Topic().IsMatch(name) || name is "." or "..")
            report("topic", "not a name of a topic: letters, digits, . _ and -, at most 249");
    }

    private static void CheckSecurity(OptionValues values, string[] servers, Action<string, string> report)
    {
        var protocol = KafkaOptions.ProtocolOf(values);
        var hasSasl = values.Group("sasl") is not null;
        if (hasSasl && !protocol.StartsWith("sasl", StringComparison.Ordinal))
            report("securityProtocol", "sasl needs sasl_ssl (or sasl_plaintext)");
        if (!hasSasl && protocol.StartsWith("sasl", StringComparison.Ordinal))
            report("securityProtocol", "needs sasl with mechanism, username and passwordFile");
        if (values.IsGiven("tls") && !protocol.EndsWith("ssl", StringComparison.Ordinal))
            report("tls", "means nothing without securityProtocol ssl or sasl_ssl");
        if (values.Group("tls")?.TextOrNull("serverName") is not null)
            report("tls.serverName", "librdkafka knows no other name than the one dialled; where the certificate has another, set ssl.endpoint.identification.algorithm: none among properties");
        if (protocol == "sasl_plaintext" && !values.Boolean("allowPlaintext") && !servers.All(IsLoopback))
            report("securityProtocol", "the credential would go in the clear to another machine; use sasl_ssl, or set allowPlaintext: true where the network is trusted");
    }

    private static bool IsLoopback(string server)
    {
        var host = server[..(server.LastIndexOf(':') is > 0 and var colon ? colon : server.Length)].Trim('[', ']');
        return host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }

    [GeneratedRegex(@"^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?\z")]
    private static partial Regex Server();

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,249}\z")]
    private static partial Regex Topic();

    [GeneratedRegex(@"password|passphrase|secret|\.pem\b|_pem\b", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
