using System.Globalization;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Reading;

/// <summary>
/// Reads one text as the kind of value that an option holds. Whatever the text, it says what is wrong and throws
/// nothing; it quotes numbers, durations, choices and the like, never free text, paths or URLs.
/// </summary>
internal static class Scalars
{
    /// <summary>The value; null with the error's text where there is one.</summary>
    public static object? Parse(Option option, string text, out string? error) => option.Kind switch
    {
        OptionKind.Text or OptionKind.Path => ParseText(option, text, out error),
        OptionKind.Template => ParseTemplate(option, text, out error),
        OptionKind.Integer => ParseNumber(option, text, out error),
        OptionKind.Boolean => ParseBoolean(text, out error),
        OptionKind.Duration => ParseDuration(option, text, out error),
        OptionKind.Size => ParseSize(option, text, out error),
        OptionKind.StartTime => ParseTime(text, out error),
        OptionKind.Choice => ParseChoice(option, text, out error),
        OptionKind.Url => Urls.Parse(option, text, out error),
        _ => throw new ArgumentException($"'{option.Key}' is no scalar.", nameof(option)),
    };

    /// <summary>A text that keeps to the option's pattern, one of its choices if it has any.</summary>
    public static string? ParseText(Option option, string text, out string? error)
    {
        error = text.Trim().Length == 0 ? "is empty; give a value or leave the key out"
            : text.Any(char.IsControl) ? "contains line breaks or control characters; write it on one line"
            : option.Pattern is { } pattern && !Matches(pattern, text) ? $"{Paths.Quote(text)} must be {pattern.Explanation}"
            : null;
        return error is null ? text : null;
    }

    public static bool Matches(OptionPattern pattern, string text) =>
        Regex.IsMatch(text, $@"\A(?:{pattern.Expression})\z", RegexOptions.CultureInvariant);

    public static string? ParseChoice(Option option, string text, out string? error)
    {
        error = option.Choices.Contains(text)
            ? null
            : $"{Paths.Quote(text)} is not known; {Nearest.Cure(text, option.Choices)}";
        return error is null ? text : null;
    }

    private static string? ParseTemplate(Option option, string text, out string? error)
    {
        var unknown = Template.UnknownPlaceholders(text).FirstOrDefault();
        if (unknown is null)
            return ParseText(option, text, out error);
        error = $"the placeholder {Paths.Quote(unknown)} is not known; there are {string.Join(", ", Template.Placeholders)}";
        return null;
    }

    private static object? ParseNumber(Option option, string text, out string? error)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            error = text.Length > 0 && text.TrimStart('-').All(char.IsAsciiDigit)
                ? $"{Paths.Quote(text)} is out of range; it must be {Range(option)}"
                : $"{Paths.Quote(text)} is not a whole number; write digits only";
            return null;
        }

        return InRange(option, number, text, bound => long.Parse(bound, CultureInfo.InvariantCulture), out error);
    }

    private static bool? ParseBoolean(string text, out string? error)
    {
        error = null;
        if (bool.TryParse(text, out var value))
            return value;
        error = $"{Paths.Quote(text)} is neither true nor false";
        return null;
    }

    private static object? ParseDuration(Option option, string text, out string? error)
    {
        if (Durations.TryParse(text, out var duration))
            return InRange(option, duration, text, bound => Durations.TryParse(bound, out var value) ? value : throw BadBound(option), out error);
        error = UnitNumber.LacksUnit(text)
            ? $"{Paths.Quote(text)} has no unit; write {text}s for seconds, {text}m for minutes (units: ms, s, m, h, d)"
            : $"{Paths.Quote(text)} is not a duration; write a number and its unit, like 250ms, 30s, 5m, 2h, 7d, up to {Durations.Format(Durations.Max)}";
        return null;
    }

    private static object? ParseSize(Option option, string text, out string? error)
    {
        if (Sizes.TryParse(text, out var bytes) || (option.MayLackUnit && Sizes.TryParse(text + "B", out bytes)))
            return InRange(option, bytes, text, bound => Sizes.TryParse(bound, out var value) ? value : throw BadBound(option), out error);
        error = UnitNumber.LacksUnit(text)
            ? $"{Paths.Quote(text)} has no unit; write {text}MB or {text}MiB (units: B, KB, MB, GB, TB, KiB, MiB, GiB, TiB)"
            : $"{Paths.Quote(text)} is not a size; write a number and its unit, like 512KiB or 5MB";
        return null;
    }

    private static StartTime? ParseTime(string text, out string? error)
    {
        error = null;
        if (Times.TryParse(text, out var time))
            return time;
        error = UnitNumber.LacksUnit(text)
            ? $"{Paths.Quote(text)} has no unit; write {text}h for hours, {text}d for days"
            : $"{Paths.Quote(text)} is not a time; write a duration back from now (24h), a time (2026-11-01T00:00:00Z), a date (2026-11-01), now or beginning";
        return null;
    }

    private static object? InRange<T>(Option option, T value, string text, Func<string, T> bound, out string? error)
        where T : struct, IComparable<T>
    {
        var isOutside = (option.Min is { } min && value.CompareTo(bound(min)) < 0)
            || (option.Max is { } max && value.CompareTo(bound(max)) > 0);
        error = isOutside ? $"{Paths.Quote(text)} is out of range; it must be {Range(option)}" : null;
        return isOutside ? null : value;
    }

    private static string Range(Option option) => (option.Min, option.Max) switch
    {
        ({ } min, { } max) => $"{min} to {max}",
        ({ } min, null) => $"{min} or more",
        (null, { } max) => $"{max} or less",
        _ => "a number of 64 bits",
    };

    private static InvalidOperationException BadBound(Option option) => new($"A bound of '{option.Key}' cannot be read.");
}
