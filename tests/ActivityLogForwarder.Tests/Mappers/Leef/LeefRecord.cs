using System.Globalization;
using System.Net;

namespace ActivityLogForwarder.Tests.Mappers.Leef;

/// <summary>A record as a reader of LEEF 2.0 takes it apart, written from the format's guide and from nothing of the mapper's.</summary>
/// <param name="Header">Version, vendor, product, product version, event id and delimiter.</param>
/// <param name="Attributes">Keys and values.</param>
internal sealed record LeefRecord(IReadOnlyList<string> Header, IReadOnlyList<KeyValuePair<string, string>> Attributes)
{
    private static readonly string[] Keys =
    [
        // What the guide defines,
        "devTime", "cat", "sev", "src", "usrName",
        // and keys of our own, as it allows.
        "eventId", "resourceType", "resource", "contract", "principalContract", "sourceService", "destinationService", "initiator", "dstHost", "method",
        "url", "status", "outcome", "msg", "httpStatus", "reason", "requestId", "queueRefId", "transactionId",
    ];

    public string? this[string key] => Attributes.Where(pair => pair.Key == key).Select(pair => pair.Value).SingleOrDefault();

    /// <exception cref="FormatException">It is no record.</exception>
    public static LeefRecord Parse(string line)
    {
        var parts = line.Split('|', 7);
        if (parts.Length < 7 || parts[5] != "x09")
            throw new FormatException("The header.");
        if (line.Any(character => (char.IsControl(character) && character != '\t') || character is '\u2028' or '\u2029'))
            throw new FormatException("A control character or line break.");
        return new LeefRecord(parts[..6], [.. parts[6].Split('\t').Select(attribute => attribute.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign
            ? KeyValuePair.Create(attribute[..sign], attribute[(sign + 1)..])
            : throw new FormatException($"{attribute} has no key."))]);
    }

    /// <summary>What is wrong with the record, attribute by attribute.</summary>
    public IEnumerable<string> Errors()
    {
        if (Header is not ["LEEF:2.0", "IONOS", "CloudActivityLog", "v1", { Length: > 0 and <= 255 }, "x09"] || Header[4].Contains('\t', StringComparison.Ordinal))
            yield return $"The header is {string.Join('|', Header)}";
        foreach (var repeated in Attributes.GroupBy(pair => pair.Key).Where(group => group.Count() > 1))
            yield return $"{repeated.Key} is there twice";
        foreach (var (key, value) in Attributes)
        {
            if (!Keys.Contains(key))
                yield return $"{key} is no key";
            if (string.IsNullOrWhiteSpace(value) || !IsOf(key, value) || Cef.CefDictionary.HasHalfPair(value))
                yield return $"{key} is wrong: {value}";
        }
    }

    private static bool IsOf(string key, string value) => key switch
    {
        "devTime" => value.Length == 13 && value.All(char.IsAsciiDigit),
        "sev" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var severity) && severity is >= 1 and <= 10,
        "src" => IPAddress.TryParse(value, out _) && !value.Contains('%', StringComparison.Ordinal),
        "usrName" => value.Length <= 255,
        "httpStatus" => value.Length == 3 && value[0] is >= '1' and <= '5' && value.All(char.IsAsciiDigit),
        "outcome" => value is "success" or "failure" or "unknown",
        _ => true,
    };
}
