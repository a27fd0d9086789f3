using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActivityLogForwarder.Tests.Mappers.Cef;

/// <summary>
/// A record as a reader of the Common Event Format takes it apart, written from the implementation standard and from
/// nothing of the mapper's.
/// </summary>
/// <param name="Header">The seven fields, the first with its prefix <c>CEF:</c>.</param>
/// <param name="Extension">Keys and values as they stand there.</param>
internal sealed record CefRecord(IReadOnlyList<string> Header, IReadOnlyList<KeyValuePair<string, string>> Extension)
{
    public string? this[string key] => Extension.Where(pair => pair.Key == key).Select(pair => pair.Value).SingleOrDefault();

    /// <exception cref="FormatException">It is no record.</exception>
    public static CefRecord Parse(string line)
    {
        if (line.Any(character => char.IsControl(character) || character is '\u2028' or '\u2029'))
            throw new FormatException("A control character or line break.");
        var header = new List<string>();
        var at = 0;
        while (header.Count < 7)
            header.Add(ReadHeader(line, ref at));
        return new CefRecord(header, ReadExtension(line[at..]));
    }

    private static string ReadHeader(string line, ref int at)
    {
        var field = new StringBuilder();
        for (; line[at] != '|'; at++)
        {
            if (line[at] == '\\' && line[++at] is not ('\\' or '|'))
                throw new FormatException($"\\{line[at]} is no escape of the header.");
            field.Append(line[at]);
        }

        at++;
        return field.ToString();
    }

    /// <summary>An equals sign without a backslash ends a key, which begins behind the space before it.</summary>
    private static List<KeyValuePair<string, string>> ReadExtension(string text)
    {
        var signs = new List<int>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '=')
                signs.Add(i);
        }

        var starts = signs.ConvertAll(sign => text.LastIndexOf(' ', sign) + 1);
        return [.. signs.Select((sign, i) => KeyValuePair.Create(
            text[starts[i]..sign],
            Unescape(text[(sign + 1)..(i + 1 < signs.Count ? starts[i + 1] - 1 : text.Length)])))];
    }

    private static string Unescape(string value)
    {
        var text = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            text.Append(value[i] != '\\' ? value[i] : value[++i] switch
            {
                '\\' => '\\',
                '=' => '=',
                'n' => '\n',
                'r' => '\r',
                var other => throw new FormatException($"\\{other} is no escape of the extension."),
            });
        }

        return text.ToString();
    }
}

/// <summary>The keys that a record may have, as the standard's dictionary for producers lists them.</summary>
internal static class CefDictionary
{
    private static readonly Dictionary<string, (string Type, int Length)> Keys = Dictionary();

    /// <summary>What is wrong with a record, field by field.</summary>
    public static IEnumerable<string> Errors(CefRecord record)
    {
        if (record.Header is not ["CEF:0", "IONOS", "Cloud Activity Log", "v1", { Length: > 0 and <= 1023 }, { Length: > 0 and <= 512 }, [>= '0' and <= '9']])
            yield return $"The header is {string.Join('|', record.Header)}";
        foreach (var repeated in record.Extension.GroupBy(pair => pair.Key).Where(group => group.Count() > 1))
            yield return $"{repeated.Key} is there twice";
        foreach (var (key, value) in record.Extension)
        {
            if (!Keys.TryGetValue(key, out var type))
                yield return $"{key} is no key";
            else if (value.Length == 0 || value.Length > type.Length || value != value.Trim() || !IsOf(type.Type, value) || HasHalfPair(value))
                yield return $"{key} is no {type.Type} of 1 to {type.Length}: {value}";
            if (key.EndsWith("Label", StringComparison.Ordinal) ? record[key[..^5]] is null : Keys.ContainsKey(key + "Label") && record[key + "Label"] is null)
                yield return $"{key} stands alone";
        }
    }

    private static bool IsOf(string type, string value) => type switch
    {
        "long" or "time" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "ipv4" => IPAddress.TryParse(value, out var address) && address.AddressFamily == AddressFamily.InterNetwork && value.Count(character => character == '.') == 3,
        "ipv6" => IPAddress.TryParse(value, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 && !value.Contains('%', StringComparison.Ordinal),
        _ => true,
    };

    public static bool HasHalfPair(string text) => text.Replace("\uFFFD", "", StringComparison.Ordinal).EnumerateRunes().Contains(Rune.ReplacementChar);

    private static Dictionary<string, (string Type, int Length)> Dictionary()
    {
        var keys = new Dictionary<string, (string, int)>
        {
            ["rt"] = ("time", 20), ["src"] = ("ipv4", 15), ["act"] = ("string", 63), ["outcome"] = ("string", 63),
            ["externalId"] = ("string", 40), ["deviceExternalId"] = ("string", 255),
            ["c6a2"] = ("ipv6", 45), ["c6a2Label"] = ("string", 1023),
        };
        foreach (var key in new[] { "cat", "msg", "reason", "suser", "duid", "sourceServiceName", "destinationServiceName", "dhost", "requestMethod", "request" })
            keys[key] = ("string", 1023);
        for (var i = 1; i <= 6; i++)
        {
            keys[$"cs{i}"] = ("string", 4000);
            keys[$"cs{i}Label"] = ("string", 1023);
        }

        for (var i = 1; i <= 3; i++)
        {
            keys[$"cn{i}"] = ("long", 20);
            keys[$"cn{i}Label"] = ("string", 1023);
        }

        return keys;
    }
}
