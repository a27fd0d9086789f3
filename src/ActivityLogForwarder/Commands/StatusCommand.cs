using System.CommandLine;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Operations;

namespace ActivityLogForwarder.Commands;

/// <summary><c>status</c>: where every contract and sink stands, beside a running forwarder or without one.</summary>
public static class StatusCommand
{
    public static Command Create()
    {
        var config = ConfiguredCommand.ConfigOption();
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("status", "Show cursor, lag, delivered, dead letters and errors of every contract and sink.") { config, json };
        command.SetAction(arguments => ConfiguredCommand.RunAsync(arguments.GetValue(config)!, async options =>
        {
            await using var store = Stores.OpenReadOnly(options.State);
            var routes = Routes.Create(options, TimeProvider.System);
            var status = StatusPicture.OfState(options, routes, store, TimeProvider.System.GetUtcNow().UtcDateTime);
            if (arguments.GetValue(json))
                Console.Out.WriteLine(StatusDocument.Write(status));
            else
                StatusTable.Write(status, Console.Out, StatusTable.WantsColour());
            foreach (var route in routes)
                await route.Sink.DisposeAsync().ConfigureAwait(false);
            return ExitCode.Done;
        }));
        return command;
    }
}
