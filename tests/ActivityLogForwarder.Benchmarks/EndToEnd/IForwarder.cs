namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>Something that reads all events of the simulator and delivers them.</summary>
internal interface IForwarder
{
    string Name { get; }

    /// <summary>Runs it from its start until the receivers have every event.</summary>
    Task<Result> RunAsync(BenchOptions options, Uri api, long events);
}
