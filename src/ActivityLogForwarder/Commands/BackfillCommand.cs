using System.CommandLine;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations;

namespace ActivityLogForwarder.Commands;

/// <summary><c>backfill</c>: reads a past range and delivers what is not covered; leaves the live cursors alone.</summary>
public static class BackfillCommand
{
    public static Command Create()
    {
        var config = ConfiguredCommand.ConfigOption();
        var from = new Option<DateTime?>("--from") { Description = "Where to begin: a time, a date, or a duration back from now.", Required = true, HelpName = "T", CustomParser = Arguments.Time };
        var to = new Option<DateTime?>("--to") { Description = "Where to end.", Required = true, HelpName = "T", CustomParser = Arguments.Time };
        var contracts = Arguments.ContractsOption();
        var sinks = Arguments.SinksOption();
        var again = new Option<bool>("--again") { Description = "Deliver also what is covered, beside the ledger." };
        var command = new Command("backfill", "Read a past range and deliver what has not been delivered.") { config, from, to, contracts, sinks, again };
        command.SetAction(arguments => ConfiguredCommand.RunAsync(arguments.GetValue(config)!, async options =>
        {
            var (start, end) = (Window.FloorToSecond(arguments.GetValue(from)!.Value), Window.FloorToSecond(arguments.GetValue(to)!.Value));
            if (end <= start)
            {
                await Console.Error.WriteLineAsync("--to must be later than --from.").ConfigureAwait(false);
                return ExitCode.Usage;
            }

            if (Arguments.UnknownSink(options, arguments.GetValue(sinks)) is { } problem)
            {
                await Console.Error.WriteLineAsync(Printable.Escape(problem)).ConfigureAwait(false);
                return ExitCode.Usage;
            }

            return await JobCommand.RunAsync(options, JobKind.Backfill, new JobArguments(
                arguments.GetValue(contracts) ?? [], arguments.GetValue(sinks) ?? [], start, end, arguments.GetValue(again))).ConfigureAwait(false);
        }));
        return command;
    }
}
