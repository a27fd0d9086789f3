using System.Net;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Source;
using BenchmarkDotNet.Attributes;

namespace ActivityLogForwarder.Benchmarks.Micro;

/// <summary>Reading a page; figures are per event.</summary>
[MemoryDiagnoser]
public class ParseBenchmarks
{
    private readonly byte[] _page = Events.Page();

    [Benchmark(Baseline = true, OperationsPerInvoke = Events.Count)]
    public long Utf8JsonReader()
    {
        var reader = new Utf8JsonReader(_page, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var tokens = 0L;
        while (reader.Read())
            tokens++;
        return tokens;
    }

    [Benchmark(OperationsPerInvoke = Events.Count)]
    public long Scanner()
    {
        var scanner = new JsonScanner(_page);
        var tokens = 0L;
        while (scanner.Read())
            tokens++;
        return tokens;
    }

    /// <summary>All that is done with a page before its events are mapped.</summary>
    [Benchmark(OperationsPerInvoke = Events.Count)]
    public int Page() => ApiPage.TryParse(new Answer(HttpStatusCode.OK, _page, _page.Length), out var page) ? page.Hits.Count : 0;

    [Benchmark(OperationsPerInvoke = Events.Count)]
    public int Skip()
    {
        var scanner = new JsonScanner(_page);
        scanner.Read();
        scanner.Skip();
        return scanner.BytesConsumed;
    }
}
