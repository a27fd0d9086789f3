using System.CommandLine;
using System.Globalization;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations;

namespace ActivityLogForwarder.Commands;

/// <summary><c>state prune</c>: takes away what belongs to sinks and contracts that are no longer configured.</summary>
internal static class StatePruneCommand
{
    public static Command Create()
    {
        var config = ConfiguredCommand.ConfigOption();
        var contracts = Arguments.ContractsOption();
        var sinks = Arguments.SinksOption();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what would be taken away." };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask." };
        var command = new Command("prune", "Take away what belongs to sinks and contracts that are no longer configured.") { config, contracts, sinks, dryRun, yes };
        command.SetAction(arguments => ConfiguredCommand.RunAsync(arguments.GetValue(config)!, async options =>
        {
            var (numbers, names) = (arguments.GetValue(contracts) ?? [], arguments.GetValue(sinks) ?? []);
            List<LaneKey> lanes;
            await using (var store = Stores.OpenReadOnly(options.State))
            {
                lanes = [.. Orphans.Of(options, store.Lanes()).Select(lane => lane.Lane)
                    .Where(lane => (numbers.Length == 0 || numbers.Contains(lane.Contract)) && (names.Length == 0 || names.Contains(lane.Sink)))];
                Show(store, lanes);
            }

            if (lanes.Count == 0)
                await Console.Out.WriteLineAsync("There is nothing in the state that is not configured.").ConfigureAwait(false);
            if (lanes.Count == 0 || arguments.GetValue(dryRun))
                return ExitCode.Done;
            if (!arguments.GetValue(yes) && !IsConfirmed())
            {
                await Console.Error.WriteLineAsync("Nothing was removed; --yes removes it without asking.").ConfigureAwait(false);
                return ExitCode.Usage;
            }

            return await JobCommand.RunAsync(options, JobKind.Prune, new JobArguments([], [], Lanes: lanes)).ConfigureAwait(false);
        }));
        return command;
    }

    private static void Show(ICheckpointStore store, List<LaneKey> lanes)
    {
        var totals = store.Totals().ToDictionary(total => total.Lane);
        foreach (var lane in lanes)
        {
            var total = totals[lane];
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"contract {lane.Contract}  sink {lane.Sink}  cursor {Window.Format(store.Find(lane)!.Cursor)}  delivered {total.Delivered}  dead letters {total.DeadLetters}");
            Console.Out.WriteLine(Printable.Escape(total.DeadLetters == 0 ? line : line + ", never delivered"));
        }
    }

    private static bool IsConfirmed()
    {
        if (Console.IsInputRedirected)
            return false;
        Console.Error.Write("Remove this from the state for good? [y/N] ");
        return Console.In.ReadLine() is "y" or "Y" or "yes";
    }
}
