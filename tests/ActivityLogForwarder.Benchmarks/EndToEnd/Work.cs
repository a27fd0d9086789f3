namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>One thing to do, and who does it.</summary>
internal sealed record Work(string Name, long Events, Func<BenchOptions, IEnumerable<IForwarder>> Forwarders)
{
    private const string Bulk = "  siem: { type: elasticsearch, urls: [\"{bulk}\"] }\n";
    private const string BulkRaw = "  siem: { type: elasticsearch, format: raw, urls: [\"{bulk}\"] }\n";
    private const string Syslog = "  wire: { type: syslog, address: \"{syslog}\" }\n";
    private const string File = "  archive: { type: file, path: \"{folder}/events.jsonl\" }\n";

    public static readonly IReadOnlyList<Work> All =
    [
        new("ECS to _bulk", 2_000_000, options =>
            [new Product(Bulk, 1), .. Pollers(options, "ecs"), .. Daemons(options, ("rsyslog", "rsyslog-ecs.conf"), ("syslog-ng", "syslog-ng-ecs.conf"))]),
        new("CEF to TCP syslog", 2_000_000, options =>
            [new Product(Syslog, 1), .. Pollers(options, "cef"), .. Daemons(options, ("rsyslog", "rsyslog-cef.conf"))]),
        new("raw to _bulk", 2_000_000, options => [new Product(BulkRaw, 1), .. Daemons(options, ("syslog-ng copying lines", "syslog-ng-copy.conf"))]),
        new("200,000 events from start", 200_000, _ => [new Product(Bulk, 1)]),
        new("three sinks", 2_000_000, _ => [new Product(Bulk + Syslog + File, 2)]),
    ];

    private static IEnumerable<IForwarder> Pollers(BenchOptions options, string format)
    {
        if (options.Peers.Length == 0)
            yield break;
        yield return new Poller("typed .NET forwarder", format, [Environment.ProcessPath!, typeof(Work).Assembly.Location, "typed"]);
        var python = Path.Combine(options.Peers, "python", "usr/bin/python3.11");
        if (System.IO.File.Exists(python))
            yield return new Poller("Python poller", format, [python, Path.Combine(options.Configurations, "poller.py")]);
    }

    private static IEnumerable<IForwarder> Daemons(BenchOptions options, params IEnumerable<(string Name, string Configuration)> peers) =>
        peers.Select(peer => new Daemon(peer.Name, peer.Configuration)).Where(daemon => options.Peers.Length > 0 && daemon.IsThere(options));
}
