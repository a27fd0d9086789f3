using System.Globalization;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Tests.Sinks;

/// <summary>Values of an option group as a configuration would yield them.</summary>
public static class SomeValues
{
    /// <summary>The given values, and the defaults of the keys not given.</summary>
    public static OptionValues Of(OptionGroup group, params (string Key, object Value)[] given)
    {
        var values = group.Options.ToDictionary(option => option.Key, option => Default(option));
        foreach (var (key, value) in given)
            values[key] = value;
        return new OptionValues(values, given.Select(pair => pair.Key).ToHashSet());
    }

    /// <summary>What the group's check reports on them, as <c>key: message</c>.</summary>
    public static IReadOnlyList<string> Errors(OptionGroup group, params (string Key, object Value)[] given)
    {
        var errors = new List<string>();
        group.Check?.Invoke(Of(group, given), (key, message) => errors.Add($"{key}: {message}"));
        return errors;
    }

    private static object? Default(Option option) => option.Kind switch
    {
        OptionKind.Boolean when option.Default is not null => bool.Parse(option.Default),
        OptionKind.Integer when option.Default is not null => long.Parse(option.Default, CultureInfo.InvariantCulture),
        OptionKind.Group when option.Group!.Options.Any(inner => inner.Default is not null) => Of(option.Group),
        _ => option.Default,
    };
}
