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
        new("ECS to _bulk", 2_000_000, _ => [new Product(Bulk, 1)]),
        new("CEF to TCP syslog", 2_000_000, _ => [new Product(Syslog, 1)]),
        new("raw to _bulk", 2_000_000, _ => [new Product(BulkRaw, 1)]),
        new("200,000 from start", 200_000, _ => [new Product(Bulk, 1)]),
        new("three sinks", 2_000_000, _ => [new Product(Bulk + Syslog + File, 2)]),
    ];
}
