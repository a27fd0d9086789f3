using System.Globalization;
using System.Text.RegularExpressions;

namespace ActivityLogForwarder.Core;

/// <summary>
/// A name with placeholders that each event fills in: <c>{contract}</c>, <c>{account}</c>, <c>{date}</c>
/// (<c>yyyy-MM-dd</c>) and <c>{yyyy.MM}</c>, both of the event's time in UTC.
/// </summary>
public sealed partial record Template(string Text)
{
    public static readonly IReadOnlyList<string> Placeholders = ["{contract}", "{account}", "{date}", "{yyyy.MM}"];

    // One contract's events of one day mostly follow each other.
    private Expansion? _last;

    public bool IsConstant { get; } = !Text.Contains('{', StringComparison.Ordinal);

    /// <summary>The placeholders in the text that are none of <see cref="Placeholders"/>.</summary>
    public static IEnumerable<string> UnknownPlaceholders(string text) =>
        AnyPlaceholder().Matches(text).Select(match => match.Value).Except(Placeholders);

    public string Expand(Contract contract, DateTime time)
    {
        if (IsConstant)
            return Text;
        var last = _last;
        if (last is null || last.Day != time.Date || !ReferenceEquals(last.Contract, contract))
        {
            var text = Text
                .Replace("{contract}", contract.Number, StringComparison.Ordinal)
                .Replace("{account}", contract.Account, StringComparison.Ordinal)
                .Replace("{date}", time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{yyyy.MM}", time.ToString("yyyy.MM", CultureInfo.InvariantCulture), StringComparison.Ordinal);
            _last = last = new Expansion(contract, time.Date, text);
        }

        return last.Text;
    }

    public bool Equals(Template? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    [GeneratedRegex(@"\{[^{}]*\}?")]
    private static partial Regex AnyPlaceholder();

    private sealed record Expansion(Contract Contract, DateTime Day, string Text);
}
