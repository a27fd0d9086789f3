using System.Text.Json;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Mappers.Cef;
using ActivityLogForwarder.Mappers.Leef;
using ActivityLogForwarder.Tests.Configuration;
using ActivityLogForwarder.Tests.Mappers;
using ActivityLogForwarder.Tests.Mappers.Cef;
using ActivityLogForwarder.Tests.Mappers.Leef;

namespace ActivityLogForwarder.Tests.Documents;

/// <summary>What the pages and files for SIEMs say of the records is true of the records.</summary>
public sealed class SiemTests
{
    // QRadar reads these by itself.
    private static readonly string[] Predefined = ["cat", "devTime", "sev", "src", "usrName"];

    private sealed record Property(string Name, string Type, string LeefKey, string Regex, int CaptureGroup);

    private static IReadOnlyList<Property> Properties { get; } = JsonSerializer.Deserialize<List<Property>>(
        File.ReadAllText(Path.Combine(RepositoryFolder.Root, "config", "siem", "qradar", "custom-properties.json")), JsonSerializerOptions.Web)!;

    [Fact]
    public void Every_attribute_that_QRadar_does_not_know_has_its_custom_property()
    {
        var attributes = LeefRecord.Parse(Sample.Text(new LeefMapper(), HostileEvents.Whole)).Attributes.Select(pair => pair.Key);
        Assert.Equal(attributes.Except(Predefined).Order(StringComparer.Ordinal), Properties.Select(property => property.LeefKey).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_custom_property_finds_its_attribute_and_nothing_else()
    {
        var records = Golden.Cases.SelectMany(name => File.ReadAllLines(Golden.ExpectedOf(name, "leef")))
            .Concat(HostileEvents.All().Append("""{"event":{"type":"contract=1"}}""").Select(source => Sample.Text(new LeefMapper(), source)));
        var expressions = Properties.Select(property => (property, new Regex(property.Regex, RegexOptions.CultureInvariant))).ToList();
        Assert.All(records, record =>
        {
            var parsed = LeefRecord.Parse(record);
            foreach (var (property, expression) in expressions)
            {
                var match = expression.Match("<109>Nov 22 03:00:00 ionos-activity " + record);
                Assert.Equal(parsed[property.LeefKey], match.Success ? match.Groups[property.CaptureGroup].Value : null);
            }
        });
    }

    [Fact]
    public void The_table_for_Sentinel_names_every_key_of_a_record()
    {
        var keys = CefRecord.Parse(Sample.Text(new CefMapper(), HostileEvents.Whole)).Extension.Select(pair => pair.Key)
            .Where(key => !key.EndsWith("Label", StringComparison.Ordinal));
        var named = Markdown.All.Single(page => page.Path == "docs/siem/sentinel.md").Table("Columns").Select(row => Markdown.Codes(row[0]).Single());
        Assert.Equal(keys, named);
    }
}
