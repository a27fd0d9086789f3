using System.Globalization;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>The settings of librdkafka that the options come to.</summary>
internal static class KafkaSettings
{
    public static Dictionary<string, string> Of(KafkaOptions options)
    {
        var settings = new Dictionary<string, string>
        {
            ["bootstrap.servers"] = options.BootstrapServers,
            ["client.id"] = "activity-log-forwarder",
            ["acks"] = "all",
            ["enable.idempotence"] = options.IsIdempotent ? "true" : "false",
            ["delivery.timeout.ms"] = options.DeliveryTimeout.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture),
            ["compression.type"] = options.Compression,
            ["security.protocol"] = options.SecurityProtocol,
            // Whether a record is too large is the broker's to say: it sees it compressed.
            ["message.max.bytes"] = "100000000",
            // A batch is handed over at once, and waited for.
            ["linger.ms"] = "1",
            // Reports and whatever else happens are taken as events, by KafkaReports and by nobody else.
            ["enabled_events"] = (Native.Reports | Native.Failed | Native.TokenWanted).ToString(CultureInfo.InvariantCulture),
            ["dotnet.producer.enable.delivery.reports"] = "false",
            ["dotnet.producer.enable.background.poll"] = "false",
        };
        if (!options.IsIdempotent)
            settings["max.in.flight"] = "1";
        if (options.Mechanism is not null)
            settings["sasl.mechanism"] = options.Mechanism;
        if (options.Mechanism is not null and not "OAUTHBEARER")
        {
            settings["sasl.username"] = options.Username!;
            settings["sasl.password"] = options.Password!.Value;
        }

        if (options.SecurityProtocol.EndsWith("ssl", StringComparison.Ordinal))
            AddTls(options, settings);
        foreach (var (name, value) in options.Properties)
            settings[name] = value;
        return settings;
    }

    private static void AddTls(KafkaOptions options, Dictionary<string, string> settings)
    {
        if (options.Tls.CaFile is { } ca)
            settings["ssl.ca.location"] = ca;
        if (options.Tls.CertFile is { } certificate)
            settings["ssl.certificate.location"] = certificate;
        if (options.Tls.KeyFile is { } key)
            settings["ssl.key.location"] = key;
        if (options.Tls.InsecureSkipVerify)
            settings["enable.ssl.certificate.verification"] = "false";
    }
}
