namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>One thing to do, and who does it.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Events">How many events there are.</param>
/// <param name="Contracts">Over how many contracts they are spread.</param>
/// <param name="Forwarders">The product first.</param>
internal sealed record Work(string Name, long Events, int Contracts, Func<BenchOptions, IEnumerable<IForwarder>> Forwarders)
{
    private const int ManyContracts = 2000;

    // No whole thousand: a total that could be a cap is not believed, and what it is about read in parts.
    private const long EachContract = 987;

    private const string Bulk = "  siem: { type: elasticsearch, urls: [\"http://127.0.0.1:{http}\"] }\n";
    private const string BulkRaw = "  siem: { type: elasticsearch, format: raw, urls: [\"http://127.0.0.1:{http}\"] }\n";
    private const string Syslog = "  wire: { type: syslog, address: \"tcp://127.0.0.1:{syslog}\" }\n";
    private const string Kafka = "  stream: { type: kafka, bootstrapServers: \"127.0.0.1:{kafka}\", topic: " + KafkaReceiver.Topic + " }\n";
    private const string Archive = "  archive: { type: file, path: \"{folder}/events.jsonl\" }\n";
    private const string Others =
        "  index: { type: splunk, url: \"http://127.0.0.1:{http}\", token: bench }\n"
        + "  logging: { type: http, url: \"http://127.0.0.1:{http}/activity\" }\n"
        + "  screen: { type: stdout }\n";

    public static readonly Work EcsToBulk = new("ECS to _bulk", 2_000_000, 1, EcsToBulkForwarders);

    public static readonly Work FewEvents = new("100,000 events, ECS to _bulk", 100_000, 1, _ => [new Product(Bulk)]);

    public static readonly Work ManyEvents = new("5,000,000 events, ECS to _bulk", 5_000_000, 1, _ => [new Product(Bulk)]);

    public static readonly Work Contracts2000 = new(
        "2,000 contracts, ECS to _bulk", ManyContracts * EachContract, ManyContracts, _ => [new Product(Bulk, contracts: ManyContracts)]);

    public static readonly Work Idle = new("idle with every sink", 0, 1, _ => [new IdleProduct(Bulk + Syslog + Kafka + Archive + Others)]);

    public static readonly Work IdleAfterEvents = Idle with { Name = "idle with every sink after 1,000 events", Events = 1000 };

    /// <summary>What is allocated on the way to each kind of sink.</summary>
    public static readonly IReadOnlyList<Work> Allocating =
    [
        new("allocations, ECS to _bulk", 500_000, 1, _ => [new AllocatingProduct(Bulk)]),
        new("allocations, CEF to TCP syslog", 500_000, 1, _ => [new AllocatingProduct(Syslog)]),
        new("allocations, raw to file", 500_000, 1, _ => [new AllocatingProduct(Archive)]),
        new("allocations, ECS to Kafka", 500_000, 1, _ => [new AllocatingProduct(Kafka)]),
    ];

    /// <summary>All there is to do, what matters most first.</summary>
    public static readonly IReadOnlyList<Work> All =
    [
        EcsToBulk,
        new("CEF to TCP syslog", 2_000_000, 1, options =>
            [new Product(Syslog), .. Pollers(options, "cef"), .. Daemons(options, ("rsyslog", "rsyslog-cef.conf"))]),
        new("ECS to Kafka", 1_000_000, 1, options =>
            [
                new Product(Kafka), .. Typed(options, "kafka"),
                .. Daemons(options, ("rsyslog", "rsyslog-kafka.conf"), ("syslog-ng", "syslog-ng-kafka.conf")),
            ]),
        new("raw to _bulk", 2_000_000, 1, options => [new Product(BulkRaw), .. Daemons(options, ("syslog-ng copying lines", "syslog-ng-copy.conf"))]),
        new("200,000 events from start, ECS to _bulk", 200_000, 1, EcsToBulkForwarders),
        new("three sinks: ECS _bulk, CEF syslog, raw file", 2_000_000, 1, _ => [new Product(Bulk + Syslog + Archive, copies: 2)]),
        Idle,
        IdleAfterEvents,
        .. Allocating,
        FewEvents,
        ManyEvents,
        Contracts2000,
    ];

    /// <summary>Whether it cannot be done without librdkafka.</summary>
    public bool NeedsKafka => Name.Contains("Kafka", StringComparison.Ordinal) || Name.Contains("every sink", StringComparison.Ordinal);

    /// <summary>Whether it is the same each time: what is counted is memory, not time.</summary>
    public bool IsSteady => Allocating.Contains(this) || this == Idle || this == IdleAfterEvents;

    /// <summary>What is left of it when it has to be quick: a tenth of the events, but no fewer than 200,000 if there were so many.</summary>
    public Work Quick => this with { Events = Math.Min(Events, Math.Max(Events / 10, 200_000)) };

    /// <summary>The work of this name; if there is none, all with this text in their names.</summary>
    public static IEnumerable<Work> Named(string text) =>
        All.Where(work => work.Name.Equals(text, StringComparison.OrdinalIgnoreCase)) is var exact && exact.Any()
            ? exact
            : All.Where(work => work.Name.Contains(text, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<IForwarder> EcsToBulkForwarders(BenchOptions options) =>
        [new Product(Bulk), .. Pollers(options, "ecs"), .. Daemons(options, ("rsyslog", "rsyslog-ecs.conf"), ("syslog-ng", "syslog-ng-ecs.conf"))];

    private static IEnumerable<IForwarder> Pollers(BenchOptions options, string format)
    {
        foreach (var typed in Typed(options, format))
            yield return typed;
        var python = Path.Combine(options.Peers, "python", "usr/bin/python3.11");
        if (options.Peers.Length > 0 && File.Exists(python))
            yield return new Poller("Python poller", format, [python, Path.Combine(options.Configurations, "poller.py")]);
    }

    private static IEnumerable<IForwarder> Typed(BenchOptions options, string format) => options.Peers.Length == 0 ? []
        : [new Poller("typed .NET forwarder", format, [Environment.ProcessPath!, typeof(Work).Assembly.Location, "typed"])];

    private static IEnumerable<IForwarder> Daemons(BenchOptions options, params IEnumerable<(string Name, string Configuration)> peers) =>
        peers.Select(peer => new Daemon(peer.Name, peer.Configuration)).Where(daemon => options.Peers.Length > 0 && daemon.IsThere(options));
}
