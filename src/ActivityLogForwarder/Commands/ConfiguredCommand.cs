using System.Collections;
using System.CommandLine;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations;
using ActivityLogForwarder.Operations.Logs;

namespace ActivityLogForwarder.Commands;

/// <summary>What commands with <c>--config</c> share: the option, reading it, and the program's own log.</summary>
public static class ConfiguredCommand
{
    public static Option<string> ConfigOption() => new("--config", "-c")
    {
        Description = "The configuration file (YAML).",
        Required = true,
        HelpName = "FILE",
    };

    /// <summary>Reads the configuration; says every error on standard error.</summary>
    /// <returns>Null if there are errors: end with <see cref="ExitCode.Usage"/>.</returns>
    public static ForwarderOptions? Read(string path)
    {
        var result = Check(path);
        foreach (var warning in result.Warnings)
            Console.Error.WriteLine($"warning: {Printable.Escape(warning)}");
        foreach (var error in result.Errors)
            Console.Error.WriteLine(Printable.Escape(error.ToString()));
        return result.Options;
    }

    public static ConfigurationResult Check(string path)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        return ConfigurationFile.Read(path, environment, Slices.Sinks, Slices.Formats, TimeProvider.System);
    }

    /// <summary>The program's own log, which knows every configured secret and shows none.</summary>
    public static ILoggerFactory CreateLog(ForwarderOptions options) => Logging.Create(
        options.Log.Level, options.Log.IsJson ? LogFormat.Json : LogFormat.Text, Secrets.Of(options), Console.Error,
        OptionalLogs.Of(options.Log));

    /// <summary>Runs a command and turns what it may end with into an exit code and one line.</summary>
    public static async Task<int> RunAsync(string configPath, Func<ForwarderOptions, Task<int>> command)
    {
        if (Read(configPath) is not { } options)
            return ExitCode.Usage;
        try
        {
            return await command(options).ConfigureAwait(false);
        }
        catch (StateException exception)
        {
            Console.Error.WriteLine(Printable.Escape(exception.Message));
            return ExitCode.State;
        }
        catch (Operations.Http.ListenException exception)
        {
            Console.Error.WriteLine(Printable.Escape(exception.Message));
            return ExitCode.Usage;
        }
    }
}
