using System.Runtime.InteropServices;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>Where a value stands in a record.</summary>
internal readonly record struct ValuePlace(int Start, int Length);

/// <summary>
/// Shortens the longest values of a record until it fits, each ending in <c>…</c>. Nothing else of the record changes,
/// so that it stays a record of its format: no name, number, id, or short value, and no escape or character in part.
/// Not safe for concurrent use.
/// </summary>
internal sealed class ValueCutter
{
    /// <summary>Values of up to so many bytes stay whole: times, addresses, UUIDs.</summary>
    public const int AlwaysWhole = 40;

    private readonly FindValues _find;
    private readonly List<ValuePlace> _values = [];

    /// <exception cref="ArgumentException">Records of the format cannot be cut.</exception>
    public ValueCutter(string format) =>
        _find = Finder(format) ?? throw new ArgumentException("Records of this format cannot be cut.", nameof(format));

    private delegate void FindValues(ReadOnlySpan<byte> record, List<ValuePlace> values);

    private static ReadOnlySpan<byte> Ellipsis => "…"u8;

    public static bool CanCut(string format) => Finder(format) is not null;

    /// <summary>Appends the record in at most so many bytes. False, and nothing written, where that cannot be.</summary>
    /// <param name="record">The record.</param>
    /// <param name="room">The bytes it may have.</param>
    /// <param name="id">The event's id, which stays whole.</param>
    /// <param name="output">Where it is written to.</param>
    public bool TryWrite(ReadOnlySpan<byte> record, int room, ReadOnlySpan<byte> id, Utf8Buffer output)
    {
        _values.Clear();
        _find(record, _values);
        var surplus = record.Length - room;
        if (Level(record, id, surplus) is not { } level)
            return false;
        var copied = 0;
        foreach (var value in CollectionsMarshal.AsSpan(_values))
        {
            var text = record.Slice(value.Start, value.Length);
            if (!IsCut(text, level, id))
                continue;
            output.Write(record[copied..value.Start]);
            output.Write(text[..WholePart(text, level - Ellipsis.Length)]);
            output.Write(Ellipsis);
            copied = value.Start + value.Length;
        }

        output.Write(record[copied..]);
        return true;
    }

    private static FindValues? Finder(string format) => format switch
    {
        "ecs" or "ocsf" or "raw" => JsonValues.Find,
        "cef" => CefValues.Find,
        "leef" => LeefValues.Find,
        _ => null,
    };

    private static bool IsCut(ReadOnlySpan<byte> text, int level, ReadOnlySpan<byte> id) =>
        text.Length > level && !text.SequenceEqual(id);

    /// <summary>The greatest length that values may keep; null: no length is short enough.</summary>
    private int? Level(ReadOnlySpan<byte> record, ReadOnlySpan<byte> id, int surplus)
    {
        int low = AlwaysWhole, high = record.Length;
        if (Saved(record, id, low) < surplus)
            return null;
        while (low < high)
        {
            var middle = low + ((high - low + 1) / 2);
            if (Saved(record, id, middle) >= surplus)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private long Saved(ReadOnlySpan<byte> record, ReadOnlySpan<byte> id, int level)
    {
        var saved = 0L;
        foreach (var value in CollectionsMarshal.AsSpan(_values))
        {
            if (IsCut(record.Slice(value.Start, value.Length), level, id))
                saved += value.Length - level;
        }

        return saved;
    }

    /// <summary>
    /// The length of the longest beginning of at most so many bytes that ends between characters and escapes. A
    /// backslash begins an escape in JSON and CEF; in LEEF, which has none, what follows one may be part of a character.
    /// </summary>
    private static int WholePart(ReadOnlySpan<byte> text, int length)
    {
        var end = 0;
        while (end < text.Length)
        {
            var next = end + LengthOfOne(text[end..]);
            if (next > length)
                break;
            end = next;
        }

        while (end > 0 && end < text.Length && (text[end] & 0xC0) == 0x80)
            end--;
        return end;
    }

    private static int LengthOfOne(ReadOnlySpan<byte> text) => text[0] switch
    {
        (byte)'\\' when JsonValues.IsHighSurrogate(text) => 12,
        (byte)'\\' when text.Length > 1 && text[1] == 'u' => 6,
        (byte)'\\' => 2,
        < 0xC0 => 1,
        < 0xE0 => 2,
        < 0xF0 => 3,
        _ => 4,
    };
}
