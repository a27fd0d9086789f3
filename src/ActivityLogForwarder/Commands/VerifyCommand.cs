using System.CommandLine;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations;
using ActivityLogForwarder.Source;

namespace ActivityLogForwarder.Commands;

/// <summary><c>verify</c>: compares ledger and API hour by hour; with <c>--repair</c> delivers what is missing.</summary>
public static class VerifyCommand
{
    public static Command Create()
    {
        var config = ConfiguredCommand.ConfigOption();
        var from = new Option<DateTime?>("--from") { Description = "From this hour on; without it all that is covered.", HelpName = "T", CustomParser = Arguments.Time };
        var to = new Option<DateTime?>("--to") { Description = "Up to this time; without it all that is covered.", HelpName = "T", CustomParser = Arguments.Time };
        var contracts = Arguments.ContractsOption();
        var repair = new Option<bool>("--repair") { Description = "Deliver what is missing." };
        var full = new Option<bool>("--full") { Description = "Read every hour again and compare it by its ids; totals alone miss one come and one gone." };
        var json = new Option<bool>("--json") { Description = "Print one JSON document." };
        var command = new Command("verify", "Compare what was delivered with what the API shows.") { config, from, to, contracts, repair, full, json };
        command.SetAction((arguments, cancellationToken) => ConfiguredCommand.RunAsync(arguments.GetValue(config)!, async options =>
        {
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            var (start, end) = (arguments.GetValue(from) ?? DateTime.UnixEpoch, arguments.GetValue(to) ?? now);
            if (end <= start)
            {
                await Console.Error.WriteLineAsync("--to must be later than --from.").ConfigureAwait(false);
                return ExitCode.Usage;
            }

            var window = new Window(start, end);
            var numbers = arguments.GetValue(contracts) ?? [];
            try
            {
                if (arguments.GetValue(repair))
                {
                    var repaired = await JobCommand.RunAsync(
                        options, JobKind.Repair, new JobArguments(numbers, [], window.Start, window.End, arguments.GetValue(full)),
                        Console.Error).ConfigureAwait(false);
                    if (repaired is not (ExitCode.Done or ExitCode.Incomplete))
                        return repaired;
                }

                return await VerifyAsync(options, window, numbers, arguments.GetValue(full), arguments.GetValue(json), now, cancellationToken).ConfigureAwait(false);
            }
            catch (SourceException exception)
            {
                await Console.Error.WriteLineAsync(Printable.Escape($"The API could not be read: {exception.Message}")).ConfigureAwait(false);
                return ExitCode.Incomplete;
            }
        }));
        return command;
    }

    private static async Task<int> VerifyAsync(
        ForwarderOptions options, Window window, string[] numbers, bool full, bool json, DateTime now, CancellationToken cancellationToken)
    {
        await using var store = Stores.OpenReadOnly(options.State);
        using var metrics = new ForwarderMetrics();
        using var source = new ActivityLogSource(options.Source, options.Accounts, 1, metrics, TimeProvider.System);
        var found = await new ContractDirectory(options.Accounts, source.GetContractsAsync).FindAsync(cancellationToken).ConfigureAwait(false);
        if (found.Failures is [var (account, failure), ..])
            throw new SourceException(failure.Code, $"account {account}: {failure.Message}", innerException: failure);
        var contracts = found.Contracts.ToDictionary(contract => contract.Number);
        var routes = Routes.Create(options, TimeProvider.System).ToDictionary(route => route.Name);
        var verification = new Verification(source, store, now - options.Completeness.RecheckWindow);
        var report = new VerificationReport(Console.Out, json);
        var isComplete = true;
        foreach (var state in store.Lanes())
        {
            if ((numbers.Length > 0 && !numbers.Contains(state.Lane.Contract)) || !routes.TryGetValue(state.Lane.Sink, out var route)
                || !contracts.TryGetValue(state.Lane.Contract, out var contract) || !route.Takes(contract))
                continue;
            var hours = await verification.VerifyAsync(contract, state, window, full, cancellationToken).ConfigureAwait(false);
            isComplete &= hours.All(hour => hour.Missing == 0);
            report.Add(state, window, hours, route.Sink.IsConfirmed);
        }

        report.End(isComplete);
        foreach (var route in routes.Values)
            await route.Sink.DisposeAsync().ConfigureAwait(false);
        return isComplete ? ExitCode.Done : ExitCode.Gaps;
    }
}
