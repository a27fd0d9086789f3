namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>A process of the program with a new state, in a folder of its own, and the receivers that it sends to.</summary>
internal sealed class ProductProcess : IAsyncDisposable
{
    /// <summary>What the table calls the program.</summary>
    public const string Name = "ActivityLogForwarder";

    private readonly DirectoryInfo _folder;
    private readonly string _log;

    private ProductProcess(Child child, Receivers receivers, DirectoryInfo folder, string log) =>
        (Child, Receivers, _folder, _log) = (child, receivers, folder, log);

    public Child Child { get; }

    public Receivers Receivers { get; }

    /// <param name="options">Where the program is, and where its folder and its log go.</param>
    /// <param name="configuration">What it is told.</param>
    /// <param name="isOnce">Whether it ends when all events are delivered; only then it is profiled.</param>
    public static async Task<ProductProcess> StartAsync(BenchOptions options, ProductConfiguration configuration, bool isOnce)
    {
        var receivers = new Receivers(configuration.Sinks);
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, "product"));
        var log = Path.Combine(options.Folder, "product.log");
        var file = await configuration.WriteAsync(folder.FullName, receivers).ConfigureAwait(false);
        string[] command = [options.Program, "run", "--config", file, .. isOnce ? (string[])["--once"] : []];
        var isProfiled = isOnce && options.Profile.Length > 0;
        if (isProfiled)
            command = ["perf", "record", "-F", "999", "-g", "-o", options.Profile, "--", .. command];
        return new ProductProcess(Child.Start(command[0], command[1..], log), receivers, folder, log);
    }

    /// <summary>What it has cost so far.</summary>
    public Result Measure(long events) => new(Child, events, Receivers.FirstAt);

    /// <summary>A run that is not worth its figures.</summary>
    public async Task<InvalidOperationException> FailureAsync(string problem) =>
        new($"{problem}: " + await File.ReadAllTextAsync(_log).ConfigureAwait(false));

    public async ValueTask DisposeAsync()
    {
        Child.Dispose();
        await Receivers.DisposeAsync().ConfigureAwait(false);
        _folder.Delete(recursive: true);
    }
}
