using System.Text;
using System.Text.Unicode;
using ActivityLogForwarder.Configuration.Reading;

namespace ActivityLogForwarder.Configuration.Yaml;

/// <summary>Decodes a file strictly.</summary>
internal static class Utf8Text
{
    /// <summary>The text without its byte order mark; null, with an error at its line, where it is not UTF-8.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, ErrorList errors)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        var text = new char[bytes.Length];
        Utf8.ToUtf16(bytes, text, out var read, out var written, replaceInvalidSequences: false);
        if (read == bytes.Length)
            return new string(text, 0, written);
        var line = 1 + bytes[..read].Count((byte)'\n');
        errors.Add("", new Origin(line, null), "is not UTF-8 text; save the file as UTF-8");
        return null;
    }
}
