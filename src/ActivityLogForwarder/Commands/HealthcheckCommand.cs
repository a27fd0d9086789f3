using System.CommandLine;
using ActivityLogForwarder.Operations;
using ActivityLogForwarder.Operations.Http;

namespace ActivityLogForwarder.Commands;

/// <summary><c>healthcheck</c>: asks a running forwarder whether it lives.</summary>
public static class HealthcheckCommand
{
    public static Command Create()
    {
        var url = new Option<Uri>("--url")
        {
            Description = "Where the forwarder listens.",
            DefaultValueFactory = _ => HealthProbe.DefaultUrl,
            HelpName = "U",
            CustomParser = Arguments.Url,
        };
        var command = new Command("healthcheck", "Exit 0 if the running forwarder is healthy.") { url };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var result = await HealthProbe.CheckAsync(arguments.GetValue(url)!, cancellationToken).ConfigureAwait(false);
            Console.Error.WriteLine(Printable.Escape(result.Message));
            return result.IsHealthy ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
