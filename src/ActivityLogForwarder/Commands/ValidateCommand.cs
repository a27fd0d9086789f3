using System.CommandLine;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations;
using ActivityLogForwarder.Source;

namespace ActivityLogForwarder.Commands;

/// <summary><c>validate</c>: every error of the configuration at once; with <c>--connect</c> also what is dialled.</summary>
public static class ValidateCommand
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var config = ConfiguredCommand.ConfigOption();
        var connect = new Option<bool>("--connect") { Description = "Also try the API's credentials and every sink, changing nothing." };
        var command = new Command("validate", "Check the configuration.") { config, connect };
        command.SetAction((arguments, cancellationToken) => ConfiguredCommand.RunAsync(arguments.GetValue(config)!, async options =>
        {
            var isFine = !arguments.GetValue(connect) || await ConnectAsync(options, cancellationToken).ConfigureAwait(false);
            if (!isFine)
                return ExitCode.Usage;
            Console.Out.WriteLine("The configuration is valid.");
            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task<bool> ConnectAsync(ForwarderOptions options, CancellationToken cancellationToken)
    {
        var isFine = true;
        using var metrics = new ForwarderMetrics();
        using var source = new ActivityLogSource(options.Source, options.Accounts, 1, metrics, TimeProvider.System);
        foreach (var account in options.Accounts)
        {
            isFine &= await TryAsync(
                $"account {account.Name}",
                async token => await TryAccountAsync(source, account, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        foreach (var sinkOptions in options.Sinks)
        {
            await using var sink = Routes.CreateSink(sinkOptions, TimeProvider.System);
            isFine &= await TryAsync(
                $"sink {sinkOptions.Name}",
                async token => await sink.CheckAsync(token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        return isFine;
    }

    private static async Task TryAccountAsync(ActivityLogSource source, AccountOptions account, CancellationToken cancellationToken)
    {
        if (account.Contracts.Count == 0)
        {
            if ((await source.GetContractsAsync(account.Name, cancellationToken).ConfigureAwait(false)).Count == 0)
                throw new SourceException("no-contracts", "the account can read no contract; name contracts, or grant it accessActivityLog.");
            return;
        }

        foreach (var number in account.Contracts)
        {
            var contract = new Contract(account.Name, number);
            var end = source.LatestEnd(contract);
            await source.CountAsync(contract, new Window(end.AddSeconds(-1), end), ReadPriority.Live, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<bool> TryAsync(string what, Func<CancellationToken, Task> attempt, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ConnectTimeout);
        try
        {
            await attempt(timeout.Token).ConfigureAwait(false);
            Console.Out.WriteLine($"{what}: ok");
            return true;
        }
        catch (Exception exception) when (exception is SourceException or SinkException)
        {
            Console.Error.WriteLine(Printable.Escape($"{what}: {exception.Message}"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Console.Error.WriteLine($"{what}: no answer within {ConnectTimeout.TotalSeconds:0} s");
        }

        return false;
    }
}
