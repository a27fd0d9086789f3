using System.Text.RegularExpressions;

namespace ActivityLogForwarder.Tests.Documents;

public sealed partial class OptionTableTests
{
    [Fact]
    public void The_table_of_options_names_every_key_with_its_default() => Assert.Equal(
        OptionReference.Groups()
            .Select(group => (group.Path, Keys: group.Options.Where(option => !OptionReference.IsGroup(option)).ToList()))
            .Where(group => group.Keys.Count > 0)
            .Select(group => $"{group.Path}: {string.Join(", ", group.Keys.Select(key => (key.Key, key.IsRequired ? "required" : key.Default)))}"),
        Markdown.Readme.Table("Configuration").Select(row => $"{Markdown.Codes(row[0]).Single()}: {string.Join(", ", Keys(row[1]))}"));

    private static IEnumerable<(string, string?)> Keys(string cell) => Key().Matches(cell)
        .Select(match => (match.Groups["key"].Value, match.Groups["default"] is { Success: true } value ? value.Value.Trim('`') : null));

    [GeneratedRegex(@"`(?<key>\w+)`(?: \((?<default>[^)]+)\))?")]
    private static partial Regex Key();
}
