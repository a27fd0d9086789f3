using System.CommandLine;
using ActivityLogForwarder.Operations;
using ActivityLogForwarder.Operations.Http;

namespace ActivityLogForwarder.Commands;

/// <summary><c>healthcheck</c>: asks a running forwarder whether it lives.</summary>
public static class HealthcheckCommand
{
    public static Command Create()
    {
        var url = new Option<string>("--url")
        {
            Description = "Where the forwarder listens.",
            DefaultValueFactory = _ => HealthProbe.DefaultUrl.AbsoluteUri,
            HelpName = "U",
        };
        url.Validators.Add(result =>
        {
            if (!IsWeb(result.GetValueOrDefault<string>(), out _))
                result.AddError("--url takes an address that begins with http:// or https://.");
        });
        var command = new Command("healthcheck", "Exit 0 if the running forwarder is healthy.") { url };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            IsWeb(arguments.GetValue(url), out var address);
            var result = await HealthProbe.CheckAsync(address!, cancellationToken).ConfigureAwait(false);
            Console.Error.WriteLine(Printable.Escape(result.Message));
            return result.IsHealthy ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }

    private static bool IsWeb(string? text, out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme is ("http" or "https");
}
