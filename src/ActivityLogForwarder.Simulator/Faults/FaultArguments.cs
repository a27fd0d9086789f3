using System.Globalization;

namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>The values of a fault's parameters; those not given have their default.</summary>
internal sealed class FaultArguments(IReadOnlyList<FaultParameter> parameters, IReadOnlyDictionary<string, string> given)
{
    /// <summary>Stands for 1 where a fault hits one request out of so many.</summary>
    public const string Always = "always";

    public int Number(string name) => TryNumber(Text(name), out var number) ? number : throw Unchecked(name);

    public TimeSpan Duration(string name) => TryDuration(Text(name), out var duration) ? duration : throw Unchecked(name);

    public string Text(string name) => given.TryGetValue(name, out var value)
        ? value
        : parameters.First(parameter => parameter.Name == name).Default;

    /// <summary>Whether a text is a value of the kind that a parameter takes.</summary>
    public static bool IsValid(FaultParameter parameter, string text) => parameter.Value switch
    {
        FaultValue.Number => TryNumber(text, out _),
        FaultValue.Duration => TryDuration(text, out _),
        _ => text.Length > 0,
    };

    private static bool TryNumber(string text, out int number)
    {
        number = 1;
        return text == Always || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.AsSpan().TrimEnd("dhms");
        var unit = text[digits.Length..] switch { "ms" => 1, "s" => 1000, "m" => 60_000, "h" => 3_600_000, "d" => 86_400_000, _ => 0 };
        if (unit == 0 || !int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            return false;
        duration = TimeSpan.FromMilliseconds((double)count * unit);
        return true;
    }

    private static InvalidOperationException Unchecked(string name) => new($"The parameter {name} was not checked.");
}
