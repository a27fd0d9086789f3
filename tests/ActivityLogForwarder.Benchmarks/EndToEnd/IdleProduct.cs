namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>The program with a sink of every type, going on when it has delivered the few events there are.</summary>
internal sealed class IdleProduct(string sinks) : IForwarder
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    public string Name => ProductProcess.Name;

    public async Task<Result> RunAsync(BenchOptions options, Uri api, long events)
    {
        await using var product = await ProductProcess.StartAsync(options, new(api, sinks), isOnce: false).ConfigureAwait(false);
        await Task.Delay(Wait).ConfigureAwait(false);
        product.Child.Look();
        // Elasticsearch, Splunk and HTTP at one receiver, syslog, Kafka; file and standard output have none.
        if (product.Child.HasExited || product.Receivers.Count != 5 * events)
            throw await product.FailureAsync($"{product.Receivers.Count} of 5 × {events} events arrived").ConfigureAwait(false);
        return product.Measure(0);
    }
}
