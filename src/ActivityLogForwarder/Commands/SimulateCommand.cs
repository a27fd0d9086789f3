using System.CommandLine;
using System.CommandLine.Parsing;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Operations;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Simulator.Faults;

namespace ActivityLogForwarder.Commands;

/// <summary><c>simulate</c>: the Activity Log API with made-up activities, and every fault on demand.</summary>
public static class SimulateCommand
{
    private static readonly Option<int> Port = new("--port")
    {
        Description = "Port on the loopback address; 0: any that is free.",
        DefaultValueFactory = _ => 8081,
        HelpName = "N",
        CustomParser = Arguments.Number(0, 65_535),
    };

    private static readonly Option<int> Contracts = new("--contracts")
    {
        Description = "How many contracts.",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
        CustomParser = Arguments.Number(1, 100_000),
    };

    private static readonly Option<long> Events = new("--events")
    {
        Description = "Activities in the past, over all contracts.",
        DefaultValueFactory = _ => 5000,
        HelpName = "N",
        CustomParser = Arguments.Number(0L, 100_000_000),
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "Everything made up follows from it.",
        DefaultValueFactory = _ => 1,
        HelpName = "N",
        CustomParser = Arguments.Number(0UL, ulong.MaxValue),
    };

    private static readonly Option<TimeSpan?> History = new("--history")
    {
        Description = "How far the past reaches back (24h).",
        HelpName = "D",
        CustomParser = Arguments.Duration,
    };

    private static readonly Option<DateTime?> End = new("--end")
    {
        Description = "Where the past ends (now).",
        HelpName = "T",
        CustomParser = Arguments.Time,
    };

    private static readonly Option<double> Rate = new("--rate")
    {
        Description = "Further activities a second, over all contracts.",
        HelpName = "N",
        CustomParser = Arguments.Number(0.0, 100_000),
    };

    private static readonly Option<string> Faults = new("--faults")
    {
        Description = "Faults separated by commas; help lists them.",
        DefaultValueFactory = _ => "",
        HelpName = "LIST",
    };

    private static readonly Option<string?> Token = new("--token")
    {
        Description = "The only Bearer token to let in; without it any is.",
        HelpName = "TOKEN",
    };

    public static Command Create()
    {
        var command = new Command("simulate", "Serve the Activity Log API with made-up activities, for trying things out.")
        {
            Port, Contracts, Events, Seed, History, End, Rate, Faults, Token,
        };
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var list = arguments.GetValue(Faults)!;
        if (list == "help")
        {
            await Console.Out.WriteAsync(FaultSet.Help()).ConfigureAwait(false);
            return ExitCode.Done;
        }

        if (!FaultSet.TryParse(list, out var faults, out var error))
        {
            await Console.Error.WriteLineAsync(Printable.Escape($"--faults: {error}")).ConfigureAwait(false);
            return ExitCode.Usage;
        }

        using var stop = new StopSignal();
        ActivityLogSimulator simulator;
        try
        {
            simulator = await ActivityLogSimulator.StartAsync(
                new SimulatorOptions
                {
                    Port = arguments.GetValue(Port),
                    Contracts = SimulatorOptions.MadeUpContracts(arguments.GetValue(Contracts)),
                    Events = arguments.GetValue(Events),
                    Seed = arguments.GetValue(Seed),
                    History = arguments.GetValue(History) ?? TimeSpan.FromHours(24),
                    End = arguments.GetValue(End),
                    Rate = arguments.GetValue(Rate),
                    Faults = faults,
                    Token = arguments.GetValue(Token),
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            await Console.Error.WriteLineAsync(Printable.Escape($"{exception.Message} Choose another --port.")).ConfigureAwait(false);
            return ExitCode.Usage;
        }

        await using (simulator)
        {
            await Console.Out.WriteLineAsync(
                $"The Activity Log API, made up, at {simulator.Url} (contracts {simulator.Contracts[0]} to {simulator.Contracts[^1]}). Ctrl-C ends it.").ConfigureAwait(false);
            await Task.Delay(Timeout.Infinite, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return ExitCode.Done;
    }
}
