using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ActivityLogForwarder.Core;

/// <summary>
/// The stable id of an activity. It means something within its contract only.
/// </summary>
/// <param name="Text">1 to 128 printable ASCII characters.</param>
/// <param name="Key">
/// 16 bytes that stand for the text wherever ids are kept or compared: the bytes of a UUID in its canonical
/// lower-case form, else the first 16 of the text's SHA-256.
/// </param>
public readonly record struct EventId(ReadOnlyMemory<byte> Text, EventKey Key)
{
    /// <summary>The longest text an id may have, in bytes.</summary>
    public const int MaxLength = 128;

    /// <summary>An id with the given text, which must satisfy <see cref="IsValid"/>.</summary>
    public static EventId FromText(ReadOnlyMemory<byte> text) => new(text, KeyOf(text.Span));

    /// <summary>
    /// An id made of the event itself: the first 128 bits of the SHA-256 of its <c>_source</c> bytes as 32
    /// lower-case hexadecimal digits, followed by <c>-2</c>, <c>-3</c> … for byte-identical hits.
    /// </summary>
    public static EventId FromContent(ReadOnlySpan<byte> source, int occurrence = 1)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(source, hash);
        var text = Convert.ToHexStringLower(hash[..16]);
        return FromText(Encoding.ASCII.GetBytes(
            occurrence == 1 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}-{occurrence}")));
    }

    /// <summary>Whether a text given by the API may serve as an id.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text) =>
        text.Length is > 0 and <= MaxLength && text.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0;

    public static EventKey KeyOf(ReadOnlySpan<byte> text)
    {
        if (IsCanonicalUuid(text))
        {
            Span<byte> digits = stackalloc byte[32];
            text[..8].CopyTo(digits);
            text[9..13].CopyTo(digits[8..]);
            text[14..18].CopyTo(digits[12..]);
            text[19..23].CopyTo(digits[16..]);
            text[24..36].CopyTo(digits[20..]);
            Span<byte> uuid = stackalloc byte[16];
            Convert.FromHexString(digits, uuid, out _, out _);
            return EventKey.Read(uuid);
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(text, hash);
        return EventKey.Read(hash);
    }

    public override string ToString() => Encoding.ASCII.GetString(Text.Span);

    // Upper-case digits would give two texts one key, hence they are hashed like any other text.
    private static readonly SearchValues<byte> LowerHexAndDash = SearchValues.Create("0123456789abcdef-"u8);

    private static bool IsCanonicalUuid(ReadOnlySpan<byte> text) =>
        text.Length == 36 && text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-'
        && text.IndexOfAnyExcept(LowerHexAndDash) < 0 && text.Count((byte)'-') == 4;
}
