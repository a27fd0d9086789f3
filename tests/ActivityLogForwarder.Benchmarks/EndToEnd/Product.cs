namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>The program itself: <c>run --once</c> with a new state.</summary>
/// <param name="sinks">What the configuration says below <c>sinks:</c>, as <see cref="Receivers"/> fills it in.</param>
/// <param name="copies">How many sinks get every event at a receiver.</param>
/// <param name="contracts">Over how many contracts the events are spread.</param>
/// <param name="isOnDotnet">Whether it is the build for .NET instead of the native one.</param>
internal sealed class Product(string sinks, int copies = 1, int contracts = 1, bool isOnDotnet = false) : IForwarder
{
    public string Name => isOnDotnet ? "the same on .NET" : ProductProcess.Name;

    public async Task<Result> RunAsync(BenchOptions options, Uri api, long events)
    {
        if (isOnDotnet)
            options = options with { Program = options.OnDotnet, Profile = "" };
        await using var product = await ProductProcess.StartAsync(options, new(api, sinks, contracts), isOnce: true).ConfigureAwait(false);
        await product.Child.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        if (product.Child.ExitCode != 0 || product.Receivers.Count != copies * events)
            throw await product.FailureAsync($"Exit code {product.Child.ExitCode}, {product.Receivers.Count} of {copies} × {events} events arrived").ConfigureAwait(false);
        return product.Measure(events);
    }
}
