using System.CommandLine;
using System.Globalization;
using ActivityLogForwarder.Simulator;

namespace ActivityLogForwarder.Commands;

/// <summary>
/// <c>demo</c>: forwards from the built-in simulator to the screen and a file, with the status page. Needs nothing.
/// </summary>
public static class DemoCommand
{
    private const string Token = "demo-token";

    public static Command Create()
    {
        var port = new Option<int>("--port")
        {
            Description = "Port of the status page; 0: any that is free.",
            DefaultValueFactory = _ => 8080,
            HelpName = "N",
            CustomParser = Arguments.Number(0, 65_535),
        };
        var rate = new Option<double>("--rate")
        {
            Description = "Activities per second.",
            DefaultValueFactory = _ => 5,
            HelpName = "N",
            CustomParser = Arguments.Number(0.001, 10_000),
        };
        var command = new Command("demo", "Forward from a built-in simulator to the screen and a file: no configuration, credentials or server needed.") { port, rate };
        command.SetAction(async arguments =>
        {
            // Before anything else: a Ctrl-C at any time ends it cleanly.
            using var stop = new StopSignal();
            return await RunAsync(arguments.GetValue(port), arguments.GetValue(rate), stop.Token).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(int port, double rate, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("activity-log-forwarder-demo-");
        try
        {
            await using var simulator = await ActivityLogSimulator.StartAsync(
                new SimulatorOptions
                {
                    Contracts = SimulatorOptions.MadeUpContracts(2),
                    Events = 1500,
                    History = TimeSpan.FromDays(4),
                    Rate = rate,
                    Token = Token,
                },
                CancellationToken.None).ConfigureAwait(false);
            var config = Path.Combine(folder.FullName, "forwarder.yaml");
            await File.WriteAllTextAsync(config, Configuration(simulator.Url, folder.FullName, port), CancellationToken.None).ConfigureAwait(false);
            await Console.Error.WriteLineAsync(
                $"""
                Forwarding made-up activities from the built-in simulator at {simulator.Url}
                to the screen (ECS) and to {Path.Combine(folder.FullName, "events.ndjson")} (raw).
                """).ConfigureAwait(false);
            return await ConfiguredCommand.RunAsync(config, options => RunCommand.RunAsync(
                options, stop, page => Console.Error.WriteLine($"Status page: {page}   Ctrl-C ends it and removes the folder."))).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Configuration(Uri api, string folder, int port) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        source:
          url: {{api}}
          pollInterval: 1s
          maxPollInterval: 2s
          settle: 1s
          overlap: 1m
          startFrom: 3d
          requestsPerSecond: 50
        accounts:
          demo: { token: {{Token}} }
        completeness: { recheckEvery: 10s }
        state: { path: "{{folder}}/forwarder.db" }
        http: { listen: "127.0.0.1:{{port}}" }
        log: { level: warning }
        sinks:
          screen: { type: stdout, format: ecs }
          file: { type: file, path: "{{folder}}/events.ndjson" }
        """);
}
