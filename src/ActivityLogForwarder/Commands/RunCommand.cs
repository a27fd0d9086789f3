using System.CommandLine;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Operations;
using ActivityLogForwarder.Operations.Http;

namespace ActivityLogForwarder.Commands;

/// <summary><c>run</c>: forwards until told to stop, or with <c>--once</c> up to now.</summary>
public static partial class RunCommand
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
            if (result.GetResult(deadline) is { Implicit: false } && !result.GetValue(once))
                result.AddError("--deadline goes with --once.");
        });
        command.SetAction(async arguments =>
        {
            using var stop = new StopSignal();
            return await ConfiguredCommand.RunAsync(arguments.GetValue(config)!, options => arguments.GetValue(once)
                ? RunOnceAsync(options, arguments.GetValue(deadline), stop.Token)
                : RunAsync(options, stop.Token)).ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>Forwards until told to stop.</summary>
    /// <param name="options">The configuration.</param>
    /// <param name="stop">Tells it to stop.</param>
    /// <param name="onServing">Told where the endpoints are, once they can be reached.</param>
    public static async Task<int> RunAsync(ForwarderOptions options, CancellationToken stop, Action<Uri>? onServing = null)
    {
        using var loggers = ConfiguredCommand.CreateLog(options);
        await using var forwarder = await Forwarder.OpenAsync(options, loggers, TimeProvider.System).ConfigureAwait(false);
        await using var server = await ServeAsync(forwarder, loggers).ConfigureAwait(false);
        if (server is not null)
            onServing?.Invoke(server.Url);
        await forwarder.RunAsync(stop).ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static async Task<int> RunOnceAsync(ForwarderOptions options, TimeSpan? deadline, CancellationToken stop)
    {
        using var loggers = ConfiguredCommand.CreateLog(options);
        await using var forwarder = await Forwarder.OpenAsync(options, loggers, TimeProvider.System).ConfigureAwait(false);
        await using var server = await ServeAsync(forwarder, loggers).ConfigureAwait(false);
        var problems = await forwarder.RunOnceAsync(deadline, stop).ConfigureAwait(false);
        foreach (var problem in problems)
            Console.Error.WriteLine(Printable.Escape(problem));
        return problems.Count == 0 ? ExitCode.Done : ExitCode.Incomplete;
    }

    // Not ended by a stop: opening a port takes no time, and a stop then ends the run as any other.
    private static async Task<OperationsServer?> ServeAsync(Forwarder forwarder, ILoggerFactory loggers)
    {
        var server = await forwarder.ServeAsync(CancellationToken.None).ConfigureAwait(false);
        if (server is not null)
            LogServing(loggers.CreateLogger("Run"), server.Url);
        return server;
    }

    [LoggerMessage(LogLevel.Information, "Serving status, health and metrics at {Url}")]
    private static partial void LogServing(ILogger log, Uri url);
}
