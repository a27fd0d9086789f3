using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ActivityLogForwarder.Simulator.Log;

/// <summary>
/// Which id an event has for those who read the log: its <c>@uuid</c>, else the hit's <c>_id</c>, either only if it is
/// 1 to 128 printable ASCII characters, else the first 128 bits of the SHA-256 of its bytes, with <c>-2</c>, <c>-3</c> …
/// for further hits with the same bytes.
/// </summary>
internal sealed class EventIds
{
    private readonly Dictionary<UInt128, int> _seen = [];

    /// <summary>The id of the next event with these bytes.</summary>
    public string FromContent(ReadOnlySpan<byte> source)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(source, hash);
        var key = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
        var count = _seen.GetValueOrDefault(key) + 1;
        _seen[key] = count;
        var text = Convert.ToHexStringLower(hash[..16]);
        return count == 1 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}-{count}");
    }

    /// <summary>The usable <c>@uuid</c> of an event's bytes; null if there is none.</summary>
    public static string? UuidOf(ReadOnlySpan<byte> source)
    {
        var reader = new Utf8JsonReader(source, new JsonReaderOptions { MaxDepth = int.MaxValue });
        string? uuid = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUuid = reader.ValueTextEquals("@uuid"u8);
            reader.Read();
            if (isUuid)
                {
                // Values are read leniently: a number is its digits.
                uuid = reader.TokenType switch
                {
                    JsonTokenType.String => reader.GetString(),
                    JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
                    _ => null,
                };
            }

            reader.Skip();
        }

        return Usable(uuid);
    }

    public static string? Usable(string? text) =>
        text is { Length: > 0 and <= 128 } && text.All(c => c is >= ' ' and <= '~') ? text : null;
}
