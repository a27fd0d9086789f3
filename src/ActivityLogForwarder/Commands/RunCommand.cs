using System.CommandLine;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Operations;

namespace ActivityLogForwarder.Commands;

/// <summary><c>run</c>: forwards until told to stop, or with <c>--once</c> up to now.</summary>
public static class RunCommand
{
    public static Command Create()
    {
        var config = ConfiguredCommand.ConfigOption();
        var once = new Option<bool>("--once") { Description = "Bring every contract and sink up to now, then exit." };
        var deadline = new Option<TimeSpan?>("--deadline")
        {
            Description = "With --once: give up after this long (such as 5m).",
            HelpName = "D",
            CustomParser = Arguments.Duration,
        };
        var command = new Command("run", "Forward activities to the configured sinks.") { config, once, deadline };
        command.Validators.Add(result =>
        {
            if (result.GetValue(deadline) is not null && !result.GetValue(once))
                result.AddError("--deadline goes with --once.");
        });
        command.SetAction(arguments => ConfiguredCommand.RunAsync(
            arguments.GetValue(config)!,
            options => RunAsync(options, arguments.GetValue(once), arguments.GetValue(deadline))));
        return command;
    }

    public static async Task<int> RunAsync(ForwarderOptions options, bool once, TimeSpan? deadline)
    {
        using var stop = new StopSignal();
        using var loggers = ConfiguredCommand.CreateLog(options);
        await using var forwarder = new Forwarder(options, loggers, TimeProvider.System);
        await using var server = await forwarder.ServeAsync(stop.Token).ConfigureAwait(false);
        if (!once)
        {
            await forwarder.RunAsync(stop.Token).ConfigureAwait(false);
            return ExitCode.Done;
        }

        var problems = await forwarder.RunOnceAsync(deadline, stop.Token).ConfigureAwait(false);
        foreach (var problem in problems)
            Console.Error.WriteLine(Printable.Escape(problem));
        return problems.Count == 0 ? ExitCode.Done : ExitCode.Incomplete;
    }
}
