using System.Globalization;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>Measures forwarders as a user has them: whole processes, from their start to their last event.</summary>
internal static class Bench
{
    /// <param name="args">See <see cref="BenchOptions"/>.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var options = BenchOptions.Parse(args);
        Directory.CreateDirectory(options.Folder);
        var table = new ResultTable();
        using var yardstick = await Yardstick.StartAsync().ConfigureAwait(false);
        foreach (var works in Works.Named(options.Only))
            await RunAsync(options, [.. works.Where(IsPossible).Select(work => options.IsQuick ? work.Quick : work)], yardstick, table).ConfigureAwait(false);
        Console.Out.Write(table.ToMarkdown());
        if (!options.IsQuick)
            Console.Out.Write(Goals.ToMarkdown(table));
        Directory.Delete(options.Folder, recursive: true);
        return 0;
    }

    private static bool IsPossible(Work work)
    {
        if (!work.NeedsKafka || KafkaReceiver.IsPossible)
            return true;
        Console.Error.WriteLine($"Left out, since librdkafka is missing: {work.Name}");
        return false;
    }

    // Round by round: whoever is to be compared runs within minutes of the others.
    private static async Task RunAsync(BenchOptions options, Work[] works, Yardstick yardstick, ResultTable table)
    {
        var apis = new List<Simulator>();
        try
        {
            foreach (var work in works)
                apis.Add(await Simulator.StartAsync(options, work.Events, work.Contracts).ConfigureAwait(false));
            for (var run = 0; run < (works.All(work => work.IsSteady) ? 1 : options.Runs); run++)
            {
                foreach (var (work, api) in works.Zip(apis))
                    await RunAsync(options, work, api, yardstick, table).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var api in apis)
                api.Dispose();
        }
    }

    private static async Task RunAsync(BenchOptions options, Work work, Simulator api, Yardstick yardstick, ResultTable table)
    {
        foreach (var forwarder in work.Forwarders(options))
        {
            // Before and behind: the machine's speed may change meanwhile.
            var before = await yardstick.MeasureAsync().ConfigureAwait(false);
            var run = await forwarder.RunAsync(options, api.Url, work.Events).ConfigureAwait(false);
            var result = run with { Pass = (before + await yardstick.MeasureAsync().ConfigureAwait(false)) / 2 };
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{work.Name} | {forwarder.Name} | {result}"));
            table.Add(work.Name, forwarder.Name, result);
        }
    }
}
