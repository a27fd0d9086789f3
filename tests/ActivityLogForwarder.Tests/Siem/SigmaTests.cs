using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers;
using ActivityLogForwarder.Mappers.Ecs;
using ActivityLogForwarder.Simulator.Activities;

namespace ActivityLogForwarder.Tests.Siem;

/// <summary>The Sigma rules of <c>config/siem/sigma</c>, on activities of the simulator as the ECS mapper maps them.</summary>
public sealed class SigmaTests
{
    private static readonly EcsMapper Ecs = new(new MapperSettings());

    /// <summary>Which incident each rule is for; the others count for the rule below them.</summary>
    private static readonly Dictionary<string, string> IncidentOf = new()
    {
        ["IONOS many failed logons of one user"] = "failed-logons",
        ["IONOS token with a long life created"] = "long-lived-token",
        ["IONOS user made an administrator"] = "administrator",
        ["IONOS mass deletion by one user"] = "mass-deletion",
        ["IONOS backup unit deleted"] = "backup-unit-deleted",
        ["IONOS firewall opened to the world"] = "firewall-opened",
        ["IONOS one user tries what the rights do not allow"] = "probing",
    };

    private static readonly Lazy<IReadOnlyList<(DateTimeOffset Time, ILookup<string, string> Fields)>> Days = new(() =>
        [.. new ulong[] { 1, 2, 3 }.SelectMany(seed => MappedFields.Ordinary(seed, 4000)).Select(Map)]);

    public static TheoryData<string> Alerts => [.. IncidentOf.Keys];

    private static IEnumerable<string> Files => SigmaRule.All.Select(rule => rule.File).Distinct();

    [Fact]
    public void There_is_an_incident_for_every_rule_and_a_rule_for_every_incident()
    {
        Assert.InRange(Files.Count(), 6, 8);
        var counted = SigmaRule.All.Where(rule => rule.IsCorrelation).SelectMany(rule => SigmaRule.Texts(rule.Correlation["rules"])).ToList();
        Assert.Equal(
            IncidentOf.Keys.Order(StringComparer.Ordinal),
            SigmaRule.All.Where(rule => rule.Name is null || !counted.Contains(rule.Name)).Select(rule => rule.Title).Order(StringComparer.Ordinal));
        Assert.Equal(IncidentOf.Values.Order(StringComparer.Ordinal), Incidents.All.Select(incident => incident.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void A_rule_fires_on_its_incident_and_on_no_other(string title)
    {
        foreach (var incident in Incidents.All)
        {
            foreach (var seed in new ulong[] { 1, 2 })
                Assert.Equal(incident.Name == IncidentOf[title], Fires(Rule(title), [.. MappedFields.Of(incident, seed).Select(Map)]));
        }
    }

    [Theory]
    [MemberData(nameof(Alerts))]
    public void A_rule_fires_on_its_incident_in_the_midst_of_ordinary_traffic_and_not_without_it(string title)
    {
        // To delete a backup unit is alarming whoever does it, and on these days some are deleted.
        var days = title == "IONOS backup unit deleted"
            ? [.. Days.Value.Where(item => !item.Fields["event.action"].Contains("bkp.backupunit.delete"))]
            : Days.Value;
        Assert.False(Fires(Rule(title), days));
        var incident = Incidents.All.Single(incident => incident.Name == IncidentOf[title]);
        Assert.True(Fires(Rule(title), [.. days, .. MappedFields.Of(incident).Select(Map)]));
    }

    [Fact]
    public void A_correlation_counts_only_within_its_time_and_its_group()
    {
        var rule = Rule("IONOS many failed logons of one user");
        var all = MappedFields.Of(Incidents.All.Single(incident => incident.Name == "failed-logons")).Select(Map).ToList();
        Assert.False(Fires(rule, [.. all.Take(9)]));
        Assert.True(Fires(rule, [.. all.Take(10)]));
        Assert.False(Fires(rule, [.. all.Select((item, index) => (item.Time.AddMinutes(index), item.Fields))]));
        Assert.False(Fires(rule, [.. all.Select((item, index) => (item.Time, Renamed(item.Fields, $"user-{index % 2}")))]));
    }

    [Fact]
    public void Every_document_has_what_Sigma_wants()
    {
        string[] always = ["title", "id", "status", "description", "author", "date", "tags", "falsepositives", "level"];
        var ids = new HashSet<Guid>();
        var names = SigmaRule.All.Select(rule => rule.Name).ToHashSet();
        foreach (var rule in SigmaRule.All)
        {
            Assert.All(always, key => Assert.True(rule.Root.Children.ContainsKey(key), $"{rule.File}: {rule.Title} has no {key}."));
            Assert.True(ids.Add(Guid.ParseExact(rule.Text("id"), "D")), $"{rule.Title}: the id is taken.");
            Assert.Contains(rule.Text("status"), new[] { "stable", "test", "experimental" });
            Assert.Contains(rule.Text("level"), new[] { "informational", "low", "medium", "high", "critical" });
            Assert.InRange(rule.Title.Length, 1, 256);
            Assert.Matches(@"^\d{4}-\d\d-\d\d$", rule.Text("date"));
            Assert.All(SigmaRule.Texts(rule.Root["tags"]), tag => Assert.Matches("^attack\\.([a-z-]+|t[0-9]{4}(\\.[0-9]{3})?)$", tag));
            if (rule.IsCorrelation)
            {
                Assert.Equal("event_count", rule.Correlation["type"].ToString());
                Assert.All(SigmaRule.Texts(rule.Correlation["rules"]), name => Assert.Contains(name, names));
            }
            else
            {
                Assert.Equal("ionos activity", $"{rule.Root["logsource"]["product"]} {rule.Root["logsource"]["service"]}");
            }
        }
    }

    [Fact]
    public void Every_field_of_a_rule_is_one_that_activities_have()
    {
        var known = Days.Value.SelectMany(item => item.Fields.Select(field => field.Key)).ToHashSet();
        foreach (var rule in SigmaRule.All)
            Assert.All(rule.Fields, field => Assert.Contains(field, known));
    }

    [Theory]
    [InlineData("a and not b", true)]
    [InlineData("not (a and b) or b", true)]
    [InlineData("b or b and a", false)]
    [InlineData("1 of a*", true)]
    [InlineData("all of them", false)]
    public void Conditions_are_read_as_Sigma_says(string condition, bool result) =>
        Assert.Equal(result, new SigmaCondition(condition, new Dictionary<string, bool> { ["a"] = true, ["b"] = false, ["a_2"] = false }).Evaluate());

    private static SigmaRule Rule(string title) => SigmaRule.All.Single(rule => rule.Title == title);

    private static bool Fires(SigmaRule rule, IReadOnlyList<(DateTimeOffset Time, ILookup<string, string> Fields)> events)
    {
        if (!rule.IsCorrelation)
            return events.Any(item => rule.Fires(item.Fields));
        var counted = SigmaRule.Texts(rule.Correlation["rules"]).Select(name => SigmaRule.All.Single(other => other.Name == name)).ToList();
        return rule.FiresOn(events.Where(item => counted.Exists(other => other.Fires(item.Fields))));
    }

    private static (DateTimeOffset Time, ILookup<string, string> Fields) Map(ActivityEvent activity) =>
        (new DateTimeOffset(activity.Time, TimeSpan.Zero), MappedFields.Fields(Ecs, activity));

    private static ILookup<string, string> Renamed(ILookup<string, string> fields, string user) => fields
        .SelectMany(field => field.Select(value => (field.Key, Value: field.Key == "user.name" ? user : value)))
        .ToLookup(field => field.Key, field => field.Value);
}
