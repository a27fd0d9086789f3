using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers;
using ActivityLogForwarder.Tests.Some;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Mappers;

public sealed class ActivityFactsTests
{
    [Theory]
    [InlineData("{}", "", "", 3, false)]
    [InlineData("""{"event":{"type":"a","status":"FAILED"},"principal":{"identity":{"username":"u"}}}""", "a", "u", 6, true)]
    [InlineData("""{"event":{"type":5,"resources":[{"action":"vr.x.delete"}]},"principal":{"identity":{"username":null}}}""", "5", "", 5, false)]
    [InlineData("""{"event":{"type":"x.login","param":{"errorCode":1}},"principal":{"identity":{"username":"\u00fc\n\ud800"}}}""", "x.login", "ü\n\uFFFD", 8, true)]
    [InlineData("""{"x":"\ud800","event":{"type":"plain"},"principal":{"identity":{"username":"a\/b"}}}""", "plain", "a/b", 3, false)]
    public void Facts_are_read_as_the_mappers_read_them(string source, string type, string principal, int severity, bool isFailure)
    {
        ActivityFacts.Read(Sample.Event(source), out var facts);
        Assert.Equal(
            (type, principal, severity, isFailure),
            (Text(facts.Type), Text(facts.Principal), facts.Severity, facts.IsFailure));
    }

    [Fact]
    public void Texts_that_the_event_spells_otherwise_are_not_taken_for_each_other()
    {
        for (var i = 1000; i < 3000; i++)
        {
            ActivityFacts.Read(Sample.Event($$$"""{"event":{"type":"\u0041{{{i}}}"} }"""), out var facts);
            Assert.Equal($"A{i}", Text(facts.Type));
        }
    }

    [Fact]
    public void Facts_last_as_long_as_their_event()
    {
        var events = Gen.Sample(RandomJson.Any.Generator, 500, 50).Select(source => Sample.Event(source)).ToList();
        var facts = new List<EventFacts>();
        var texts = new List<(string, string)>();
        foreach (var activity in events)
        {
            ActivityFacts.Read(activity, out var found);
            facts.Add(found);
            texts.Add((Text(found.Type), Text(found.Principal)));
        }

        Assert.Equal(texts, facts.Select(found => (Text(found.Type), Text(found.Principal))));
    }

    [Fact]
    public void What_mapping_has_shown_is_not_read_again()
    {
        var activity = Sample.Event(HostileEvents.Whole);
        activity.Keep(new EventFacts("UserLogout"u8.ToArray(), default, 8, true));
        activity.Keep(new EventFacts("UserLogin"u8.ToArray(), default, 1, false));
        ActivityFacts.Read(activity, out var found);
        Assert.Equal(("UserLogout", 8, true), (Text(found.Type), found.Severity, found.IsFailure));
    }

    [Fact]
    public void Nothing_is_allocated_for_an_event()
    {
        ActivityEvent[] events =
        [
            Sample.Event(HostileEvents.Whole),
            Sample.Event("""{"x":"\ud800","event":{"type":"a\u0041"},"principal":{"identity":{"username":"\u00fc"}}}"""),
        ];
        void ReadAll()
        {
            foreach (var activity in events)
                ActivityFacts.Read(activity, out _);
        }

        Assert.InRange(Allocations.Of(ReadAll, 1000), 0, 1999);
    }

    private static string Text(ReadOnlyMemory<byte> text) => Encoding.UTF8.GetString(text.Span);
}
