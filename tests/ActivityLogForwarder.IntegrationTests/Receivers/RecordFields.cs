using System.Text.Json;
using ActivityLogForwarder.Tests.Mappers.Cef;

namespace ActivityLogForwarder.IntegrationTests.Receivers;

/// <summary>The fields that rsyslog's own parsers find in a record: liblognorm in CEF, mmfields in LEEF, libfastjson in JSON.</summary>
internal static class RecordFields
{
    // libfastjson reads no deeper.
    private const int MaxDepth = 32;

    public static void AssertAre(string record, JsonElement fields)
    {
        if (record.StartsWith("CEF:", StringComparison.Ordinal))
            AssertCef(CefRecord.Parse(record), fields.GetProperty("cef"));
        else if (record.StartsWith("LEEF:", StringComparison.Ordinal))
            AssertLeef(record, fields.GetProperty("leef"));
        else if (Depth(record) < MaxDepth)
            AssertJson(record, fields);
    }

    private static void AssertCef(CefRecord record, JsonElement fields)
    {
        Assert.Equal(
            record.Header.Skip(1),
            new[] { "DeviceVendor", "DeviceProduct", "DeviceVersion", "SignatureID", "Name", "Severity" }.Select(name => fields.GetProperty(name).GetString()));
        // liblognorm 2.0.6 skips the first character of the extension.
        Assert.Equal(
            record.Extension.Select((pair, index) => KeyValuePair.Create(index == 0 ? pair.Key[1..] : pair.Key, pair.Value)),
            fields.GetProperty("Extensions").EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value.GetString()!)));
    }

    // In a header of RFC 3164 the name of the format was taken for the TAG.
    private static void AssertLeef(string record, JsonElement fields) => Assert.Equal(
        record["LEEF:".Length..].Split('\t'),
        fields.EnumerateObject().Select((member, index) => index == 0 && member.Value.GetString()!.StartsWith("LEEF:", StringComparison.Ordinal)
            ? member.Value.GetString()!["LEEF:".Length..]
            : member.Value.GetString()!));

    private static void AssertJson(string record, JsonElement fields)
    {
        using var document = JsonDocument.Parse(record);
        var (expected, actual) = (document.RootElement, fields);
        Assert.Equal(Names(expected), Names(actual));
        foreach (var path in new[] { "event.id", "event.outcome", "metadata.uid", "class_uid", "ionos_event_id", "ionos_contract", "cloud.account.uid", "@timestamp" })
            Assert.Equal(At(expected, path), At(actual, path));
    }

    // libfastjson ends a name at U+0000.
    private static IEnumerable<string> Names(JsonElement value) =>
        value.EnumerateObject().Select(member => member.Name.Split('\0')[0]).Distinct().Order(StringComparer.Ordinal);

    private static string? At(JsonElement value, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
                return null;
        }

        return value.ToString();
    }

    private static int Depth(string json)
    {
        var reader = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = int.MaxValue });
        var deepest = 0;
        while (reader.Read())
            deepest = Math.Max(deepest, reader.CurrentDepth);
        return deepest;
    }
}
