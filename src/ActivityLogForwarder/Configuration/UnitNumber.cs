using System.Buffers;
using System.Globalization;

namespace ActivityLogForwarder.Configuration;

/// <summary>A number followed by its unit, without anything between, before or behind them.</summary>
internal static class UnitNumber
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>Reads it as a multiple of the smallest thing the units are made of; false where that overflows.</summary>
    public static bool TryParse(
        string text, IReadOnlyList<(string Name, long Size)> units, StringComparison comparison, out long value)
    {
        value = 0;
        var length = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
        if (length <= 0)
            return false;
        var size = units.FirstOrDefault(unit => text.AsSpan(length).Equals(unit.Name, comparison)).Size;
        if (size == 0 || !TryNumber(text.AsSpan(0, length), out var number) || number > long.MaxValue / size)
            return false;
        value = (long)(number * size);
        return true;
    }

    /// <summary>Whether the text is such a number, only without a unit.</summary>
    public static bool LacksUnit(string text) => TryNumber(text, out _);

    private static bool TryNumber(ReadOnlySpan<char> text, out decimal number)
    {
        number = 0;
        return !text.IsEmpty && text[0] != '.' && text[^1] != '.'
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
