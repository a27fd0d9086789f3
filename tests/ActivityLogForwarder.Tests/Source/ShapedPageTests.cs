using System.Buffers;
using System.Net;
using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;
using ActivityLogForwarder.Mappers.Shapes;
using ActivityLogForwarder.Source;
using ActivityLogForwarder.Tests.Mappers;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Source;

/// <summary>A page says the same whether its events' shapes are known or not.</summary>
public sealed class ShapedPageTests
{
    [Fact]
    public void Hits_are_the_same_whether_shapes_are_known_or_not()
    {
        var shapes = new ShapeTree();
        var learning = new EventShapes(shapes);
        var events = Gen.Frequency(
            (3, Gen.Elements(SimulatedEvents.All.Where(activity => activity.Source.Length < 5000).ToArray()).Select(activity => Encoding.UTF8.GetString(activity.Source.Span))),
            (1, RandomJson.Any.Generator));
        Check.One(PropertyConfig.Tries(300), Prop.ForAll(events.NonEmptyListOf().ToArbitrary(), sources =>
        {
            var page = PageOf([.. sources]);
            var expected = Read(page, new ShapeTree());
            Assert.Equal(expected, Read(page, shapes));
            foreach (var source in sources)
                learning.TryMatch(Encoding.UTF8.GetBytes(source), new Slot[EventShape.MaxSlots], out _);
            Assert.Equal(expected, Read(page, shapes));
        }));
        Assert.InRange(shapes.Count, 50, EventShapes.MaxShapes);
    }

    [Fact]
    public void A_page_that_is_cut_off_within_a_known_event_is_no_page()
    {
        var shapes = new ShapeTree();
        var source = SimulatedEvents.All[0].Source.Span;
        Assert.True(new EventShapes(shapes).TryMatch(source, new Slot[EventShape.MaxSlots], out _));
        var page = PageOf(Encoding.UTF8.GetString(source));
        Assert.True(TryParse(page, shapes, out var whole));
        Assert.NotNull(whole.Hits[0].Event.Shape);
        whole.Dispose();
        for (var length = 0; length < page.Length; length++)
            Assert.False(TryParse(page[..length], shapes, out _));
    }

    [Fact]
    public void An_odd_event_that_comes_first_keeps_no_other_from_being_known()
    {
        var learning = new EventShapes(new ShapeTree());
        var slots = new Slot[EventShape.MaxSlots];
        string[] uuids = ["404", "\"u-1\"", "4040"];
        string[] others = ["1", "null", "\"\"", "\"a\"", "\" a\"", "{}", "[1]", "0", "\"404\""];
        var events = uuids.SelectMany(uuid => others.Select(other => Encoding.UTF8.GetBytes(
            $$$"""{"@uuid":{{{uuid}}},"meta":{"time":"2026-06-01T00:00:00.000Z","queueRefId":{{{other}}}},"other":{{{other}}}}"""))).ToList();
        foreach (var source in events)
            Assert.True(learning.TryMatch(source, slots, out _));
        foreach (var source in events)
            Assert.True(learning.TryMatch(source, slots, out _));
    }

    /// <summary>Whatever comes, no more shapes are kept than fit, and what is known stays known.</summary>
    [Fact]
    public void Shapes_without_number_are_not_all_kept()
    {
        var shapes = new ShapeTree();
        var learning = new EventShapes(shapes);
        var slots = new Slot[EventShape.MaxSlots];
        for (var i = 0; i < 3 * EventShapes.MaxShapes; i++)
            learning.TryMatch(Event(i), slots, out _);
        Assert.Equal(EventShapes.MaxShapes, shapes.Count);
        Assert.True(learning.TryMatch(Event(0), slots, out _));
        Assert.False(learning.TryMatch(Event(2 * EventShapes.MaxShapes), slots, out _));

        static byte[] Event(int number) => Encoding.UTF8.GetBytes(
            $$$"""{"@uuid":"u-1","meta":{"time":"2026-06-01T00:00:00.000Z"},"event":{"type":"{{{number}}}"}}""");
    }

    private static string PageOf(params string[] sources) =>
        $$$"""{"hits":{"total":{{{sources.Length}}},"hits":[{{{string.Join(',', sources.Select(source => $$$"""{"_source":{{{source}}} }"""))}}}]}}""";

    private static string Read(string page, ShapeTree shapes)
    {
        Assert.True(TryParse(page, shapes, out var parsed));
        using (parsed)
        {
            return string.Join('\n', parsed.Hits.Select(hit =>
                $"{hit.Event.Id.Text.Length} {hit.Event.Id} {hit.HasOwnId} {hit.Event.HasTime} {hit.Event.Time:O} {FactsOf(hit.Event)} {Encoding.UTF8.GetString(hit.Event.Source.Span)}"));
        }
    }

    private static string FactsOf(ActivityEvent activity)
    {
        ActivityLogForwarder.Mappers.ActivityFacts.Read(activity, out var facts);
        return $"{Encoding.UTF8.GetString(facts.Type.Span)} {Encoding.UTF8.GetString(facts.Principal.Span)} {facts.Severity} {facts.IsFailure}";
    }

    private static bool TryParse(string page, ShapeTree shapes, out ApiPage parsed)
    {
        var bytes = Encoding.UTF8.GetBytes(page);
        var pooled = ArrayPool<byte>.Shared.Rent(bytes.Length + 1);
        bytes.CopyTo(pooled, 0);
        return ApiPage.TryParse(new Answer(HttpStatusCode.OK, pooled, bytes.Length), shapes, out parsed);
    }
}
