using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>What records are keyed by; records of one key stay in order.</summary>
public enum KafkaKey
{
    /// <summary>The contract number.</summary>
    Contract,

    /// <summary>contract<c>:</c>id, unique for each event: what a compacted topic needs.</summary>
    Id,

    /// <summary>The user's name; the contract number where there is none.</summary>
    Principal,

    /// <summary>No key.</summary>
    None,
}

/// <summary>Which topic records go to, and how the cluster is reached.</summary>
public sealed record KafkaOptions
{
    /// <summary>The keys.</summary>
    public static readonly OptionGroup Description = new(
    [
        new("bootstrapServers", OptionKind.Text, "Brokers to begin with: host:port, separated by commas.") { IsRequired = true },
        new("topic", OptionKind.Template, "Topic to write to.") { IsRequired = true },
        new("key", OptionKind.Choice, "What records are keyed by.") { Default = "contract", Choices = ["contract", "id", "principal", "none"] },
        new("compression", OptionKind.Choice, "How batches are compressed.") { Default = "lz4", Choices = ["none", "gzip", "snappy", "lz4", "zstd"] },
        new("securityProtocol", OptionKind.Choice, "How brokers are spoken to; without it as tls and sasl imply.")
        {
            Choices = ["plaintext", "ssl", "sasl_plaintext", "sasl_ssl", "PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"],
        },
        new("sasl", OptionKind.Group, "Our credential.")
        {
            Group = new OptionGroup(
            [
                new("mechanism", OptionKind.Choice, "How it is shown; with OAUTHBEARER the password is the token.")
                    { IsRequired = true, Choices = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] },
                new("username", OptionKind.Text, "User name.") { IsRequired = true },
                new("password", OptionKind.Secret, "Password.") { IsRequired = true },
            ]),
        },
        new("properties", OptionKind.TextMap, "Any other setting of librdkafka."),
        TlsOptions.Description,
        Plaintext.Option,
    ])
    { Check = KafkaRules.Check };

    /// <summary>Brokers to begin with, separated by commas.</summary>
    public required string BootstrapServers { get; init; }

    public required Template Topic { get; init; }

    public KafkaKey Key { get; init; } = KafkaKey.Contract;

    public string Compression { get; init; } = "lz4";

    /// <summary>librdkafka's <c>security.protocol</c>.</summary>
    public string SecurityProtocol { get; init; } = "plaintext";

    /// <summary>The SASL mechanism; null: none.</summary>
    public string? Mechanism { get; init; }

    public string? Username { get; init; }

    public Secret? Password { get; init; }

    /// <summary>Other settings of librdkafka.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    public TlsOptions Tls { get; init; } = new();

    /// <summary>How long librdkafka tries to deliver a record before it is given back to be tried again.</summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Whether brokers are asked to recognise repeats. No key switches it off: only a test against a broker from before
    /// idempotence does, which then keeps the order by sending one request at a time.
    /// </summary>
    internal bool IsIdempotent { get; init; } = true;

    public static KafkaOptions From(OptionValues values)
    {
        var sasl = values.Group("sasl");
        return new()
        {
            BootstrapServers = values.Text("bootstrapServers"),
            Topic = values.Template("topic"),
            Key = Enum.Parse<KafkaKey>(values.Text("key"), ignoreCase: true),
            Compression = values.Text("compression"),
            SecurityProtocol = ProtocolOf(values),
            Mechanism = sasl?.Text("mechanism"),
            Username = sasl?.Text("username"),
            Password = sasl?.Secret("password"),
            Properties = values.TextMap("properties"),
            Tls = TlsOptions.From(values.Group("tls")),
        };
    }

    /// <summary>The protocol named, else the safest that tls and sasl allow for.</summary>
    internal static string ProtocolOf(OptionValues values) =>
        values.TextOrNull("securityProtocol")?.ToLowerInvariant()
        ?? (values.Group("sasl") is not null ? "sasl_ssl" : values.IsGiven("tls") ? "ssl" : "plaintext");
}
