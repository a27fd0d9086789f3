namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>All there is to do.</summary>
internal static class Works
{
    private const int ManyContracts = 2000;

    // No whole thousand for each contract: a total that could be a cap is not believed, and what it is about read in parts.
    private const long EventsOfContracts = ManyContracts * 987;

    private const string Bulk = "  siem: { type: elasticsearch, urls: [\"http://127.0.0.1:{http}\"] }\n";
    private const string BulkRaw = "  siem: { type: elasticsearch, format: raw, urls: [\"http://127.0.0.1:{http}\"] }\n";
    private const string Syslog = "  wire: { type: syslog, address: \"tcp://127.0.0.1:{syslog}\" }\n";
    private const string Kafka = "  stream: { type: kafka, bootstrapServers: \"127.0.0.1:{kafka}\", topic: " + KafkaReceiver.Topic + " }\n";
    private const string Archive = "  archive: { type: file, path: \"{folder}/events.jsonl\" }\n";
    private const string Others =
        "  index: { type: splunk, url: \"http://127.0.0.1:{http}\", token: bench }\n"
        + "  logging: { type: http, url: \"http://127.0.0.1:{http}/activity\" }\n"
        + "  screen: { type: stdout }\n";

    public static readonly Work EcsToBulk = new("ECS to _bulk", 2_000_000, 1, EcsToBulkForwarders) { CpuGoal = 2.2 };

    public static readonly Work FewEvents = new("growth in events: 100,000, ECS to _bulk", 100_000, 1, _ => [new Product(Bulk)]);

    public static readonly Work SomeEvents = FewEvents with { Name = "growth in events: 2,000,000, ECS to _bulk", Events = 2_000_000 };

    public static readonly Work ManyEvents = FewEvents with { Name = "growth in events: 5,000,000, ECS to _bulk", Events = 5_000_000 };

    public static readonly Work OneContract = new("growth in contracts: 1, ECS to _bulk", EventsOfContracts, 1, _ => [new Product(Bulk)]);

    public static readonly Work Contracts2000 = new(
        "growth in contracts: 2,000, ECS to _bulk", EventsOfContracts, ManyContracts, _ => [new Product(Bulk, contracts: ManyContracts)]);

    public static readonly Work Idle =
        new("idle with every sink", 0, 1, _ => [new IdleProduct(Bulk + Syslog + Kafka + Archive + Others)]) { IsSteady = true };

    public static readonly Work IdleAfterEvents = Idle with { Name = "idle with every sink after 1,000 events", Events = 1000 };

    /// <summary>What is allocated on the way to each kind of sink.</summary>
    public static readonly IReadOnlyList<Work> Allocating =
    [
        new("allocations, ECS to _bulk", 500_000, 1, _ => [new AllocatingProduct(Bulk)]) { IsSteady = true },
        new("allocations, CEF to TCP syslog", 500_000, 1, _ => [new AllocatingProduct(Syslog)]) { IsSteady = true },
        new("allocations, raw to file", 500_000, 1, _ => [new AllocatingProduct(Archive)]) { IsSteady = true },
        new("allocations, ECS to Kafka", 500_000, 1, _ => [new AllocatingProduct(Kafka)]) { IsSteady = true },
    ];

    /// <summary>
    /// What matters most first. What stands together is done in turn, round by round, so that a change of the machine's speed
    /// meets all of it.
    /// </summary>
    public static readonly IReadOnlyList<IReadOnlyList<Work>> InTurn =
    [
        [EcsToBulk],
        [
            new("CEF to TCP syslog", 2_000_000, 1, options =>
                [new Product(Syslog), .. OnDotnet(options, Syslog), .. Pollers(options, "cef"), .. Daemons(options, ("rsyslog", "rsyslog-cef.conf"))]) { CpuGoal = 2.2 },
        ],
        [
            new("ECS to Kafka", 1_000_000, 1, options =>
                [
                    new Product(Kafka), .. OnDotnet(options, Kafka), .. Typed(options, "kafka"),
                    .. Daemons(options, ("rsyslog", "rsyslog-kafka.conf"), ("syslog-ng", "syslog-ng-kafka.conf")),
                ]) { CpuGoal = 4.5 },
        ],
        [new("raw to _bulk", 2_000_000, 1, options => [new Product(BulkRaw), .. Daemons(options, ("syslog-ng copying lines", "syslog-ng-copy.conf"))])],
        [new("200,000 events from start, ECS to _bulk", 200_000, 1, EcsToBulkForwarders) { CpuGoal = 4 }],
        [
            new("three sinks: ECS _bulk, CEF syslog, raw file", 2_000_000, 1, options =>
                [new Product(Bulk + Syslog + Archive, copies: 2), .. OnDotnet(options, Bulk + Syslog + Archive, copies: 2)]) { CpuGoal = 5.5 },
        ],
        [Idle],
        [IdleAfterEvents],
        .. Allocating.Select(work => (IReadOnlyList<Work>)[work]),
        [FewEvents, SomeEvents, ManyEvents],
        [OneContract, Contracts2000],
    ];

    /// <summary>The work of this name; if there is none, all with this text in their names. What is done in turn stays together.</summary>
    public static IEnumerable<IReadOnlyList<Work>> Named(string text)
    {
        var isName = InTurn.SelectMany(works => works).Any(work => work.Name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return InTurn
            .Select(works => works.Where(work => work.Name.Contains(text, StringComparison.OrdinalIgnoreCase) && (!isName || work.Name.Length == text.Length)).ToArray())
            .Where(works => works.Length > 0);
    }

    private static IEnumerable<IForwarder> EcsToBulkForwarders(BenchOptions options) =>
    [
        new Product(Bulk), .. OnDotnet(options, Bulk), .. Pollers(options, "ecs"),
        .. Daemons(options, ("rsyslog", "rsyslog-ecs.conf"), ("syslog-ng", "syslog-ng-ecs.conf")),
    ];

    // Who wants the optional adapters runs the build for .NET.
    private static IEnumerable<IForwarder> OnDotnet(BenchOptions options, string sinks, int copies = 1) =>
        options.OnDotnet.Length == 0 ? [] : [new Product(sinks, copies, isOnDotnet: true)];

    private static IEnumerable<IForwarder> Pollers(BenchOptions options, string format)
    {
        foreach (var typed in Typed(options, format))
            yield return typed;
        var python = Path.Combine(options.Peers, "python", "usr/bin/python3.11");
        if (options.Peers.Length > 0 && File.Exists(python))
            yield return new Poller("Python poller", format, [python, Path.Combine(options.Configurations, "poller.py")]);
    }

    private static IEnumerable<IForwarder> Typed(BenchOptions options, string format) => options.Peers.Length == 0 ? []
        : [new Poller("typed .NET forwarder", format, [Environment.ProcessPath!, typeof(Works).Assembly.Location, "typed"])];

    private static IEnumerable<IForwarder> Daemons(BenchOptions options, params IEnumerable<(string Name, string Configuration)> peers) =>
        peers.Select(peer => new Daemon(peer.Name, peer.Configuration)).Where(daemon => options.Peers.Length > 0 && daemon.IsThere(options));
}
