using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using ActivityLogForwarder.Configuration;

namespace ActivityLogForwarder.Commands;

/// <summary>
/// Values of the command line, written as in the configuration. They are judged as they are parsed: a validator that
/// asks for a value of which parsing fails throws.
/// </summary>
public static class Arguments
{
    /// <summary>A number within bounds, both included.</summary>
    public static Func<ArgumentResult, T> Number<T>(T min, T max)
        where T : INumber<T> => result =>
        {
            var text = result.Tokens[0].Value;
            if (T.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
                return number;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"'{text}' is no number from {min} to {max}."));
            return min;
        };

    /// <summary>A duration with its unit: <c>30s</c>, <c>5m</c>.</summary>
    public static TimeSpan? Duration(ArgumentResult result)
    {
        if (Durations.TryParse(result.Tokens[0].Value, out var duration))
            return duration;
        result.AddError($"'{result.Tokens[0].Value}' is no duration; write a number with its unit, such as 30s, 5m or 2h.");
        return null;
    }

    /// <summary>An absolute HTTP URL.</summary>
    public static Uri? Url(ArgumentResult result)
    {
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;
        result.AddError("The URL must begin with http:// or https://.");
        return null;
    }

    /// <summary>An RFC 3339 time, a date, or a duration back from now.</summary>
    public static DateTime? Time(ArgumentResult result)
    {
        if (Times.TryParse(result.Tokens[0].Value, out var time) && time.Resolve(TimeProvider.System.GetUtcNow().UtcDateTime) is var resolved)
            return resolved;
        result.AddError($"'{result.Tokens[0].Value}' is no time; write 2026-11-22T03:00:00Z, 2026-11-22, or a duration back from now such as 24h.");
        return null;
    }

    public static Option<string[]> ContractsOption() => new("--contract")
    {
        Description = "Only this contract; may be given several times.", HelpName = "N",
    };

    public static Option<string[]> SinksOption() => new("--sink")
    {
        Description = "Only this sink; may be given several times.", HelpName = "NAME",
    };

    /// <summary>What to say of a sink that is not configured; null: all are.</summary>
    public static string? UnknownSink(ForwarderOptions options, string[]? sinks) =>
        sinks?.FirstOrDefault(name => options.Sinks.All(sink => sink.Name != name)) is { } unknown
            ? $"There is no sink '{unknown}'; there are {string.Join(", ", options.Sinks.Select(sink => sink.Name))}."
            : null;
}
