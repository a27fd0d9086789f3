using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;
using ActivityLogForwarder.Mappers;
using ActivityLogForwarder.Mappers.Shapes;
using ActivityLogForwarder.Source;
using ActivityLogForwarder.Tests.Mappers;
using ActivityLogForwarder.Tests.Some;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Source;

/// <summary>A page's events are used again for the next page: it shows nothing of those they were before.</summary>
public sealed class PooledEventsTests
{
    private static readonly Window Everything = new(DateTime.UnixEpoch, DateTime.UnixEpoch.AddYears(200));

    private static readonly string[] Simulated =
        [.. SimulatedEvents.All.Where(activity => activity.Source.Length < 5000).Select(activity => Encoding.UTF8.GetString(activity.Source.Span))];

    /// <summary>A hit: its members, and its <c>_source</c> or null.</summary>
    private sealed record SomeHit(string Text, string? Source, string? HitId);

    [Fact]
    public void A_page_shows_its_own_events_only_whatever_the_pages_before_it_were()
    {
        var shapes = new ShapeTree();
        var learning = new EventShapes(shapes);
        var shaped = 0;
        var hit = Gen.Frequency(
            (6, Gen.Elements(Simulated).Select(source => new SomeHit($$"""{ "_source":{{source}} }""", source, null))),
            (2, RandomJson.Any.Generator.Select(source => new SomeHit($$"""{ "_id":"hit","_source":{{source}} }""", source, "hit"))),
            (2, Gen.Elements("""{"meta":{"time":"2026-06-01T00:00:00Z"} }""", """{"no":"time"}""").Select(source => new SomeHit($$"""{ "_source":{{source}} }""", source, null))),
            (1, Gen.Elements(new SomeHit("""{ "_id":"bare" }""", null, "bare"), new SomeHit("{}", null, null), new SomeHit("null", null, null), new SomeHit("""{ "_source":null }""", null, null))));
        var page = from knows in Gen.Elements(true, false)
                   from number in Gen.Choose(1, 3)
                   from hits in hit.ListOf()
                   select (Knows: knows, Contract: new Contract("main", $"3199000{number}"), Hits: hits);
        Check.One(PropertyConfig.Tries(200), Prop.ForAll(page.NonEmptyListOf().ToArbitrary(), pages =>
        {
            foreach (var (knows, contract, hits) in pages)
            {
                foreach (var source in knows ? hits.Select(one => one.Source).OfType<string>() : [])
                    learning.TryMatch(Encoding.UTF8.GetBytes(source), new Slot[EventShape.MaxSlots], out _);
                shaped += AssertIsItself(hits, contract, shapes);
            }
        }));
        Assert.True(shaped > 500, $"Only {shaped} events had a known shape.");
    }

    [Fact]
    public void An_event_without_an_id_that_occurs_twice_is_two_events_and_no_later_page_is_one_of_them()
    {
        var twin = """{"meta":{"time":"2026-06-01T00:00:00Z"},"twin":true}""";
        var hits = new List<SomeHit>(Enumerable.Repeat(new SomeHit($$"""{ "_source":{{twin}} }""", twin, null), 3));
        for (var round = 0; round < 3; round++)
        {
            using var walk = WalkOf(PageOf(hits), new ShapeTree());
            var walked = new WalkedEvents(Events.Contract, Everything);
            walked.Add(walk);
            Assert.Equal(
                [.. Enumerable.Range(1, 3).Select(occurrence => EventId.FromContent(Encoding.UTF8.GetBytes(twin), occurrence).ToString())],
                walked.Events.Select(activity => activity.Id.ToString()));
            Assert.All(walked.Events, activity => Assert.Equal(twin, Encoding.UTF8.GetString(activity.Source.Span)));
            Assert.All(walked.Events, activity => Assert.Same(Events.Contract, activity.Contract));
            walk.Dispose();
            // Their memory is another page's now.
            AssertIsItself([.. Simulated.Take(3).Select(source => new SomeHit($$"""{ "_source":{{source}} }""", source, null))], Events.Contract, new ShapeTree());
        }
    }

    /// <summary>More events and slots than a page keeps room for, before and after pages of a few.</summary>
    [Fact]
    public void A_huge_page_and_a_small_one_after_it_are_what_they_are()
    {
        var shapes = new ShapeTree();
        var learning = new EventShapes(shapes);
        var small = Simulated.Take(20).Select(source => new SomeHit($$"""{ "_source":{{source}} }""", source, null)).ToList();
        var many = Enumerable.Range(0, 22_000).Select(Numbered).Select(source => new SomeHit($$"""{ "_source":{{source}} }""", source, null)).ToList();
        foreach (var source in small.Concat(many.Take(2)).Select(one => one.Source!))
            learning.TryMatch(Encoding.UTF8.GetBytes(source), new Slot[EventShape.MaxSlots], out _);
        for (var round = 0; round < 2; round++)
        {
            Assert.Equal(many.Count, AssertIsItself(many, Events.Contract, shapes));
            Assert.InRange(AssertIsItself(small, Events.Contract, shapes), 1, small.Count);
        }

        static string Numbered(int number) => string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"@uuid":"u-{{number}}","meta":{"time":"2026-06-01T00:00:00.000Z","principal":{"identity":{"username":"user-{{number}}@example.com"} } },"a":"{{number + 1}}","b":"x{{number}}","c":"y{{number}}","d":"z{{number}}","e":{{number + 1}},"f":"q{{number}}","g":"r{{number}}","h":"s{{number}}","i":"t{{number}}","j":"u{{number}}","k":"v{{number}}","l":"w{{number}}" }""");
    }

    /// <summary>What a page holds on to between its parsing and its end is not what another one, open at the same time, shows.</summary>
    [Fact]
    public void Pages_that_are_open_at_the_same_time_share_nothing()
    {
        var shapes = new ShapeTree();
        var learning = new EventShapes(shapes);
        foreach (var source in Simulated.Take(200))
            learning.TryMatch(Encoding.UTF8.GetBytes(source), new Slot[EventShape.MaxSlots], out _);
        var pages = Enumerable.Range(0, 8).Select(page => Simulated.Skip(25 * page).Take(25).Select(source => new SomeHit($$"""{ "_source":{{source}} }""", source, null)).ToList()).ToList();
        var walks = pages.Select(page => WalkOf(PageOf(page), shapes)).ToList();
        walks[3].Dispose();
        walks[5].Dispose();
        walks[3] = WalkOf(PageOf(pages[5]), shapes);
        walks[5] = WalkOf(PageOf(pages[3]), shapes);
        (pages[3], pages[5]) = (pages[5], pages[3]);
        for (var i = 0; i < walks.Count; i++)
        {
            AssertIs(pages[i], walks[i], Events.Contract, shapes);
            walks[i].Dispose();
        }
    }

    private static int AssertIsItself(IReadOnlyList<SomeHit> hits, Contract contract, ShapeTree shapes)
    {
        using var walk = WalkOf(PageOf(hits), shapes);
        return AssertIs(hits, walk, contract, shapes);
    }

    /// <summary>The number of events whose shape was told.</summary>
    private static int AssertIs(IReadOnlyList<SomeHit> hits, Walk walk, Contract contract, ShapeTree shapes)
    {
        var shown = walk.Pages[0].Hits;
        Assert.Equal(hits.Count, shown.Count);
        var shaped = 0;
        var rule = new EventIdRule();
        var expected = new List<ActivityEvent>();
        for (var i = 0; i < hits.Count; i++)
        {
            if (hits[i].Source is not { } text)
            {
                AssertIsNone(hits[i], shown[i]);
                continue;
            }

            var own = OwnEvent(text, hits[i].HitId, rule, contract);
            expected.Add(own);
            shaped += AssertShape(shown[i].Event, own, shapes) ? 1 : 0;
        }

        var walked = new WalkedEvents(contract, Everything);
        walked.Add(walk);
        Assert.Equal(expected.DistinctBy(own => own.Id.Key).Select(Say), walked.Events.Select(Say));
        return shaped;
    }

    private static void AssertIsNone(SomeHit hit, Hit shown)
    {
        Assert.False(shown.IsEvent);
        Assert.Equal(hit.HitId is not null, shown.HasOwnId);
        Assert.Equal(hit.HitId ?? "", shown.Event.Id.ToString());
        Assert.Null(shown.Event.Shape);
        Assert.False(shown.Event.HasTime);
        Assert.False(shown.Event.TryGetFacts(out _));
    }

    private static bool AssertShape(ActivityEvent shown, ActivityEvent own, ShapeTree shapes)
    {
        Assert.False(shown.TryGetFacts(out _));
        var slots = new Slot[EventShape.MaxSlots];
        if (shown.Shape is null)
            return false;
        Assert.True(shapes.TryMatch(own.Source.Span, slots, out var shape, out var length) && length == own.Source.Length);
        Assert.Same(shape, shown.Shape);
        Assert.Equal(slots[..shape.SlotCount], shown.Slots.ToArray());
        return true;
    }

    /// <summary>The event as it is without pages and pools.</summary>
    private static ActivityEvent OwnEvent(string text, string? hitId, EventIdRule rule, Contract contract)
    {
        var source = Encoding.UTF8.GetBytes(text);
        var reader = new JsonScanner(source);
        reader.Read();
        Assert.True(EventReader.TryReadSource(ref reader, source, out var facts));
        var id = rule.Next(facts.Uuid.Length > 0 ? facts.Uuid.In(source) : default, Encoding.ASCII.GetBytes(hitId ?? ""), source);
        return new ActivityEvent(facts.SourceIn(source), id, contract, facts.HasTime ? facts.Time : Everything.Start, facts.HasTime);
    }

    private static string Say(ActivityEvent activity)
    {
        // Twice: what the first has kept with the event is what the second gives.
        ActivityFacts.Read(activity, out var facts);
        if (activity.Shape is null)
            activity.Keep(facts);
        ActivityFacts.Read(activity, out var again);
        Assert.Equal(Say(facts), Say(again));
        return $"{activity.Id} {activity.Contract?.Number} {activity.HasTime} {activity.Time:O} {Say(facts)} {Encoding.UTF8.GetString(activity.Source.Span)}";
    }

    private static string Say(in EventFacts facts) =>
        $"{Encoding.UTF8.GetString(facts.Type.Span)} {Encoding.UTF8.GetString(facts.Principal.Span)} {facts.Severity} {facts.IsFailure}";

    private static string PageOf(IReadOnlyList<SomeHit> hits) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{ "hits": { "total":{{hits.Count}}, "hits":[{{string.Join(',', hits.Select(hit => hit.Text))}}] } }""");

    private static Walk WalkOf(string page, ShapeTree shapes)
    {
        var bytes = Encoding.UTF8.GetBytes(page);
        var pooled = ArrayPool<byte>.Shared.Rent(bytes.Length + 1);
        bytes.CopyTo(pooled, 0);
        Assert.True(ApiPage.TryParse(new Answer(HttpStatusCode.OK, pooled, bytes.Length), shapes, out var parsed));
        var walk = new Walk();
        walk.Add(parsed);
        return walk;
    }
}
