using System.Text;
using System.Text.Unicode;
using ActivityLogForwarder.Configuration.Reading;

namespace ActivityLogForwarder.Configuration.Yaml;

/// <summary>Decodes a file strictly.</summary>
internal static class Utf8Text
{
    /// <summary>The text without its byte order mark; null, with an error at its line, where it is not UTF-8 or holds a NUL.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, ErrorList errors)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        var text = new char[bytes.Length];
        Utf8.ToUtf16(bytes, text, out var read, out var written, replaceInvalidSequences: false);

        // The parser would take a NUL for the end of the file.
        var end = bytes[..read].IndexOf((byte)0);
        if (read == bytes.Length && end < 0)
            return new string(text, 0, written);
        var line = 1 + bytes[..(end < 0 ? read : end)].Count((byte)'\n');
        errors.Add("", new Origin(line, null), "is not UTF-8 text here; save the file as UTF-8");
        return null;
    }
}
