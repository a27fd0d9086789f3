using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers;
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
    public void Nothing_is_allocated_for_an_event()
    {
        ActivityEvent[] events =
        [
            Sample.Event(HostileEvents.Whole),
            Sample.Event("""{"x":"\ud800","event":{"type":"a\u0041"},"principal":{"identity":{"username":"\u00fc"}}}"""),
        ];
        void ReadAll()
        {
            foreach (ref readonly var activity in events.AsSpan())
                ActivityFacts.Read(activity, out _);
        }

        ReadAll();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            ReadAll();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1999);
    }

    private static string Text(ReadOnlyMemory<byte> text) => Encoding.UTF8.GetString(text.Span);
}
