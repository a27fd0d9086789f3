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
        foreach (var work in Work.Named(options.Only))
            await RunAsync(options, options.IsQuick ? work.Quick : work, table).ConfigureAwait(false);
        Console.Out.Write(table.ToMarkdown());
        if (!options.IsQuick)
            Console.Out.Write(Goals.ToMarkdown(table));
        Directory.Delete(options.Folder, recursive: true);
        return 0;
    }

    private static async Task RunAsync(BenchOptions options, Work work, ResultTable table)
    {
        if (work.NeedsKafka && !KafkaReceiver.IsPossible)
        {
            Console.Error.WriteLine($"Left out, since librdkafka is missing: {work.Name}");
            return;
        }

        using var api = await Simulator.StartAsync(options, work.Events, work.Contracts).ConfigureAwait(false);
        for (var run = 0; run < (work.IsSteady ? 1 : options.Runs); run++)
        {
            foreach (var forwarder in work.Forwarders(options))
            {
                var result = await forwarder.RunAsync(options, api.Url, work.Events).ConfigureAwait(false);
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{work.Name} | {forwarder.Name} | {result}"));
                table.Add(work.Name, forwarder.Name, result);
            }
        }
    }
}
