using System.Collections;
using System.Globalization;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Tests.Configuration;

/// <summary>Configurations as texts, and what is read from them.</summary>
internal static class Configurations
{
    public const string Accounts = """
        accounts:
          main:
            token: t

        """;

    public const string OneSink = """
        sinks:
          screen:
            type: stdout

        """;

    public static readonly Dictionary<string, string> NoEnvironment = [];

    public static ConfigurationResult Read(string yaml, params (string Name, string Value)[] environment) => ConfigurationFile.Check(
        yaml, environment.ToDictionary(variable => variable.Name, variable => variable.Value),
        FakeSinkTypes.All, FakeSinkTypes.Formats, new ErrorList("forwarder.yaml"), TimeProvider.System);

    /// <summary>The options of a configuration without errors.</summary>
    public static ForwarderOptions Options(string yaml, params (string Name, string Value)[] environment)
    {
        var result = Read(yaml, environment);
        Assert.Empty(result.Errors);
        return Assert.IsType<ForwarderOptions>(result.Options);
    }

    /// <summary>All errors, as they are shown.</summary>
    public static string[] Errors(string yaml, params (string Name, string Value)[] environment) =>
        [.. Read(yaml, environment).Errors.Select(error => error.ToString())];

    /// <summary>Everything that can be seen of the options, as text.</summary>
    public static string Dump(object? value) => value switch
    {
        null => "-",
        string or Uri or bool or Enum or Template => value.ToString()!,
        Secret secret => secret.Value,
        SinkType type => type.Name,
        OptionValues or Delegate => "",
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Dump))}]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{{{string.Join(", ", value.GetType().GetProperties().Select(property => $"{property.Name}={Dump(property.GetValue(value))}"))}}}",
    };
}
