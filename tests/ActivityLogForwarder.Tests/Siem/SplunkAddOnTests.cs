using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers.Raw;
using ActivityLogForwarder.Simulator.Activities;
using ActivityLogForwarder.Sinks.Splunk;
using ActivityLogForwarder.Tests.Configuration;
using ActivityLogForwarder.Tests.Mappers;

namespace ActivityLogForwarder.Tests.Siem;

/// <summary>The add-on for Splunk in <c>config/siem/splunk</c>: what it names is there in the records that it is for.</summary>
public sealed partial class SplunkAddOnTests
{
    private static readonly string Folder = Path.Combine(RepositoryFolder.Root, "config", "siem", "splunk", "ionos_activity");

    // What Splunk itself gives to every event.
    private static readonly string[] OfSplunk = ["sourcetype", "source", "host", "index"];

    private static IReadOnlyList<ActivityEvent> Activities { get; } =
        [.. MappedFields.Ordinary(1, 2000), .. Incidents.All.SelectMany(incident => MappedFields.Of(incident))];

    /// <summary>The fields that Splunk makes of the records, by <c>KV_MODE = json</c>.</summary>
    private static HashSet<string> Known { get; } =
        [.. Activities.SelectMany(activity => MappedFields.Fields(new RawMapper(), activity, "{}").Select(field => field.Key))];

    [Fact]
    public void Every_file_an_add_on_needs_is_there_and_can_be_read()
    {
        Assert.Equal(["app.conf", "eventtypes.conf", "props.conf", "tags.conf"], Directory.GetFiles(Path.Combine(Folder, "default")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(["install", "launcher", "package", "ui"], Read("default/app.conf").Keys.Order(StringComparer.Ordinal));
        Assert.Equal("system", Read("metadata/default.meta")[""]["export"]);
        Assert.Equal(Path.GetFileName(Folder), Read("default/app.conf")["package"]["id"]);
    }

    [Fact]
    public void The_source_type_is_the_sinks_and_read_as_JSON_the_other_one_not()
    {
        var props = Read("default/props.conf");
        var sinks = SplunkSink.Type.Options.Options.Single(option => option.Key == "sourcetype").Default!;
        Assert.Equal("json", props[sinks]["KV_MODE"]);
        Assert.Equal("none", props["ionos:activity:cef"]["KV_MODE"]);
        Assert.All(props.Values, stanza => Assert.All(
            (string[])["LINE_BREAKER", "TRUNCATE", "TIME_PREFIX", "TIME_FORMAT"], key => Assert.Contains(key, stanza.Keys)));
        Assert.True(int.Parse(props[sinks]["TRUNCATE"], CultureInfo.InvariantCulture) > 1_100_000);
    }

    [Fact]
    public void The_time_is_where_it_is_said_to_be()
    {
        var prefix = new Regex(Read("default/props.conf")["ionos:activity"]["TIME_PREFIX"]);
        foreach (var activity in Activities)
        {
            var record = Encoding.UTF8.GetString(Sample.Bytes(new RawMapper(), activity));
            var match = prefix.Match(record);
            Assert.True(match.Success);
            Assert.StartsWith(activity.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), record[(match.Index + match.Length)..], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_field_that_is_aliased_calculated_with_or_searched_for_is_in_the_records()
    {
        var props = Read("default/props.conf")["ionos:activity"];
        var named = props.Where(entry => entry.Key.StartsWith("FIELDALIAS-", StringComparison.Ordinal)).Select(entry => Alias().Match(entry.Value).Groups[1].Value)
            .Concat(props.Where(entry => entry.Key.StartsWith("EVAL-", StringComparison.Ordinal)).SelectMany(entry => Quoted().Matches(entry.Value)).Select(match => match.Groups[1].Value))
            .Concat(Read("default/eventtypes.conf").Values.SelectMany(stanza => Searched().Matches(stanza["search"])).Select(match => match.Groups[1].Value + match.Groups[2].Value))
            .Except(OfSplunk).Distinct().ToList();
        Assert.InRange(named.Count, 12, 100);
        Assert.All(named, field => Assert.Contains(field, Known));
    }

    [Fact]
    public void What_the_models_Authentication_and_Change_ask_for_is_given()
    {
        var props = Read("default/props.conf")["ionos:activity"];
        var given = props.Where(entry => entry.Key.StartsWith("FIELDALIAS-", StringComparison.Ordinal)).Select(entry => entry.Value.Split(" ASNEW ")[1])
            .Concat(props.Keys.Where(key => key.StartsWith("EVAL-", StringComparison.Ordinal)).Select(key => key["EVAL-".Length..])).ToList();
        Assert.Equal(given.Count, given.Distinct().Count());
        Assert.Superset(
            new HashSet<string> { "action", "app", "change_type", "command", "dest", "object", "object_category", "object_id", "reason", "result", "src", "status", "user", "vendor_product" },
            given.ToHashSet());
    }

    [Fact]
    public void Every_event_type_is_tagged_and_every_tag_has_its_event_type()
    {
        var tags = Read("default/tags.conf");
        Assert.Equal(Read("default/eventtypes.conf").Keys.Select(name => $"eventtype={name}").Order(StringComparer.Ordinal), tags.Keys.Order(StringComparer.Ordinal));
        Assert.Superset(new HashSet<string> { "authentication", "change", "account" }, tags.Values.SelectMany(stanza => stanza.Keys).ToHashSet());
        Assert.All(tags.Values.SelectMany(stanza => stanza.Values), value => Assert.Equal("enabled", value));
    }

    // Stanzas and their keys; a line that is neither, nor a comment, nor blank, is an error.
    private static Dictionary<string, Dictionary<string, string>> Read(string file)
    {
        var stanzas = new Dictionary<string, Dictionary<string, string>>();
        Dictionary<string, string>? stanza = null;
        foreach (var line in File.ReadAllLines(Path.Combine(Folder, file)).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == '[')
            {
                Assert.Equal(']', line[^1]);
                stanzas.Add(line[1..^1], stanza = []);
                continue;
            }

            var parts = line.Split(" = ", 2);
            Assert.Equal(2, parts.Length);
            Assert.NotNull(stanza);
            stanza.Add(parts[0], parts[1]);
        }

        return stanzas;
    }

    [GeneratedRegex("^\"([^\"]+)\" ASNEW \\w+$")]
    private static partial Regex Alias();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex("(?:\"([^\"]+)\"|\\b(\\w+))=")]
    private static partial Regex Searched();
}
