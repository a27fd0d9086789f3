using System.CommandLine;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations;
using ActivityLogForwarder.Source;

namespace ActivityLogForwarder.Commands;

/// <summary><c>contracts</c>: what each account can read.</summary>
public static class ContractsCommand
{
    public static Command Create()
    {
        var config = ConfiguredCommand.ConfigOption();
        var command = new Command("contracts", "List the contracts that each account can read.") { config };
        command.SetAction((arguments, cancellationToken) => ConfiguredCommand.RunAsync(arguments.GetValue(config)!, async options =>
        {
            using var metrics = new ForwarderMetrics();
            using var source = new ActivityLogSource(options.Source, options.Accounts, 1, metrics, TimeProvider.System);
            var exitCode = ExitCode.Done;
            foreach (var account in options.Accounts)
            {
                try
                {
                    foreach (var contract in await source.GetContractsAsync(account.Name, cancellationToken).ConfigureAwait(false))
                        Console.Out.WriteLine($"{account.Name}\t{contract}");
                }
                catch (SourceException exception)
                {
                    Console.Error.WriteLine(Printable.Escape($"account {account.Name}: {exception.Message}"));
                    exitCode = ExitCode.Incomplete;
                }
            }

            return exitCode;
        }));
        return command;
    }
}
