using System.Diagnostics;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>The program with a sink of every type, going on when it has delivered the few events there are.</summary>
internal sealed class IdleProduct(string sinks) : IForwarder
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    public string Name => "ActivityLogForwarder";

    public async Task<Result> RunAsync(BenchOptions options, Uri api, long events)
    {
        await using var receivers = new Receivers(sinks);
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, "idle"));
        var log = Path.Combine(options.Folder, "idle.log");
        try
        {
            var config = await ProductConfiguration.WriteAsync(folder.FullName, api, 1, receivers.SinksIn(folder.FullName)).ConfigureAwait(false);
            using var child = Child.Start(options.Program, ["run", "--config", config], log);
            await Task.Delay(Wait).ConfigureAwait(false);
            child.Look();
            // Elasticsearch, Splunk and HTTP at one receiver, syslog, Kafka; file and standard output have none.
            if (child.HasExited || receivers.Count != 5 * events)
                throw new InvalidOperationException($"{receivers.Count} of 5 × {events} events arrived: " + await File.ReadAllTextAsync(log).ConfigureAwait(false));
            return new Result(child, 0, receivers.FirstAt, Stopwatch.GetElapsedTime(child.StartedAt).TotalSeconds);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
