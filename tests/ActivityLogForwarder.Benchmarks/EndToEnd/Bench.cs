using System.Globalization;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>Measures forwarders as a user has them: whole processes, from their start to their last event.</summary>
internal static class Bench
{
    /// <param name="args"><c>--program FILE</c>, the published program; <c>--only TEXT</c>; <c>--runs N</c>; <c>--quick</c>.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var options = BenchOptions.Parse(args);
        Directory.CreateDirectory(options.Folder);
        var table = new ResultTable();
        foreach (var work in Work.All.Where(work => work.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase)))
        {
            var events = options.IsQuick ? Math.Max(work.Events / 10, 200_000) : work.Events;
            using var api = await Simulator.StartAsync(options, events, 1).ConfigureAwait(false);
            for (var run = 0; run < (options.IsQuick ? 1 : options.Runs); run++)
            {
                foreach (var forwarder in work.Forwarders(options))
                {
                    var result = await forwarder.RunAsync(options, api.Url, events).ConfigureAwait(false);
                    Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{work.Name} | {forwarder.Name} | {result}"));
                    table.Add(work.Name, forwarder.Name, result);
                }
            }
        }

        Console.Out.Write(table.ToMarkdown());
        Directory.Delete(options.Folder, recursive: true);
        return 0;
    }
}
