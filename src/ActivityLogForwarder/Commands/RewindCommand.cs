using System.CommandLine;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations;

namespace ActivityLogForwarder.Commands;

/// <summary><c>rewind</c>: moves a cursor back, or with <c>--force</c> forward.</summary>
public static class RewindCommand
{
    public static Command Create()
    {
        var config = ConfiguredCommand.ConfigOption();
        var contract = new Option<string>("--contract") { Description = "The contract.", Required = true, HelpName = "N" };
        var sinks = Arguments.SinksOption();
        var to = new Option<DateTime?>("--to") { Description = "Where to; rounded down to the hour.", Required = true, HelpName = "T", CustomParser = Arguments.Time };
        var force = new Option<bool>("--force") { Description = "Also move forward; what lies between is never delivered." };
        var command = new Command("rewind", "Move a cursor back; what follows is delivered again.") { config, contract, sinks, to, force };
        command.SetAction(arguments => ConfiguredCommand.RunAsync(arguments.GetValue(config)!, async options =>
        {
            var hour = Window.FloorToHour(arguments.GetValue(to)!.Value);
            var names = arguments.GetValue(sinks) ?? [];
            var problem = Arguments.UnknownSink(options, names);
            await using (var store = Stores.OpenReadOnly(options.State))
            {
                var lanes = store.Lanes().Where(lane => lane.Lane.Contract == arguments.GetValue(contract)
                    && (names.Length == 0 || names.Contains(lane.Lane.Sink)) && options.Sinks.Any(sink => sink.Name == lane.Lane.Sink)).ToList();
                if (lanes.Count == 0)
                    problem ??= $"There is no cursor of contract {arguments.GetValue(contract)} for such a sink; 'status' shows those there are.";
                var ahead = lanes.FirstOrDefault(lane => hour > lane.Cursor);
                if (ahead is not null && !arguments.GetValue(force))
                    problem ??= $"{Window.Format(hour)} lies ahead of the cursor of {ahead.Lane} at {Window.Format(ahead.Cursor)}; --force moves it there and leaves a hole.";
            }

            if (problem is not null)
            {
                await Console.Error.WriteLineAsync(Printable.Escape(problem)).ConfigureAwait(false);
                return ExitCode.Usage;
            }

            return await JobCommand.RunAsync(
                options, JobKind.Rewind, new JobArguments([arguments.GetValue(contract)!], names, To: hour)).ConfigureAwait(false);
        }));
        return command;
    }
}
