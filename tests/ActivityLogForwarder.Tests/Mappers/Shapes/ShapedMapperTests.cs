using System.Text;
using System.Text.Json.Nodes;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;
using ActivityLogForwarder.Mappers.Shapes;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Mappers.Shapes;

/// <summary>However an event is mapped, its record is the same.</summary>
public sealed class ShapedMapperTests
{
    private static readonly string[] Plain =
    [
        "a", "sec.user.create", "POST", "user@example.com", "ops@sub.example.com", "not a mail@address", "203.0.113.7", "2001:db8::1", "fe80::1%eth0",
        "203.0.113.7, 10.0.0.1", "/x?y#z", "#only", "?q", "https://u@h:1/p?q=1", "https://h", "x://", "404", "7", "0", "007", "999999999999999",
        "9999999999999999", "2016-09-23T12:02:52.394Z", "2016-09-23t12:02:52.394z", "2016-09-23T12:02:52Z", "1971-09-23T12:02:52.394Z", "a=b", "a|b", "=|=",
        " a", "a ", "a  b", "-", "null", "Umlaut ä", "a\tb", "a\nb", "a\\b", "a\"b", "\u007f", "\u2028", "", new string('x', 255), new string('x', 256), new string('=', 255),
    ];

    public static TheoryData<string> Formats => [.. Slices.Formats];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Records_of_simulated_and_of_hostile_events_are_the_same(string format)
    {
        var (plain, shaped) = Create(format);
        foreach (var activity in SimulatedEvents.All.Concat(HostileEvents.All().Select(text => Sample.Event(text))))
            AssertSame(plain, shaped, activity);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Records_of_random_events_are_the_same(string format)
    {
        var (plain, shaped) = Create(format);
        Prop.ForAll(RandomJson.Any, text => AssertSame(plain, shaped, Sample.Event(text))).Check(PropertyConfig.Tries(300));
    }

    /// <summary>Texts change from event to event while the shapes stay, so that templates meet texts that they were not made of.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void Records_of_events_of_one_shape_with_any_texts_are_the_same(string format)
    {
        var (plain, shaped) = Create(format);
        var events = (from activity in Gen.Elements(SimulatedEvents.All.Take(250))
                      from texts in Gen.Frequency((9, Gen.Constant("")), (1, Gen.Elements(Plain))).ArrayOf(40)
                      select Sample.Event(With(activity, texts))).ToArbitrary();
        Prop.ForAll(events, activity => AssertSame(plain, shaped, activity)).Check(PropertyConfig.Tries(2000));
    }

    /// <summary>A template made of an event whose texts have no parts, such as the domain of a user's name, may not serve for one whose texts do.</summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void Records_of_events_whose_texts_have_parts_are_the_same_after_others(string format)
    {
        var (plain, shaped) = Create(format);
        foreach (var activity in SimulatedEvents.All.Take(250))
        {
            var root = JsonNode.Parse(activity.Source.Span)!;
            foreach (var value in HostileEvents.TextsIn(root).ToList())
            {
                if (value.ToString() is var text && (text.Contains('@') || text.Contains('/')))
                    value.ReplaceWith(text.Contains('@') ? "a" : "#a");
            }

            AssertSame(plain, shaped, Sample.Event(root.ToJsonString()));
            AssertSame(plain, shaped, Sample.Event(JsonNode.Parse(activity.Source.Span)!.ToJsonString()));
        }
    }

    [Theory]
    [InlineData("cef")]
    [InlineData("ecs")]
    [InlineData("leef")]
    [InlineData("ocsf")]
    public void Most_simulated_events_are_written_by_templates(string format)
    {
        var mapper = new CountingMapper(Slices.CreateMapper(format, new MapperSettings(DataStream: MapperSettings.DefaultDataStream)));
        var shaped = new ShapedMapper(mapper, new EventShapes(new ShapeTree()));
        using var output = new Utf8Buffer();
        for (var round = 0; round < 2; round++)
        {
            mapper.Count = 0;
            foreach (var activity in SimulatedEvents.All.Take(250))
                shaped.MapForSink(activity, output);
        }

        Assert.InRange(mapper.Count, 0, 10);
    }

    [Fact]
    public void No_more_templates_are_made_than_fit_and_records_stay_the_same()
    {
        var shapes = new EventShapes(new ShapeTree());
        var plain = Slices.CreateMapper("cef", new MapperSettings());
        while (shapes.IsRoomForTemplate())
        {
            // As if as many had been made.
        }

        foreach (var activity in SimulatedEvents.All.Take(250))
            AssertSame(plain, new ShapedMapper(plain, shapes), activity);
    }

    private static (IMapper Plain, IMapper Shaped) Create(string format)
    {
        var plain = Slices.CreateMapper(format, new MapperSettings(Original: format == "ocsf", DataStream: MapperSettings.DefaultDataStream));
        return (plain, new ShapedMapper(plain, new EventShapes(new ShapeTree())));
    }

    private static void AssertSame(IMapper plain, IMapper shaped, ActivityEvent activity)
    {
        var expected = Sample.Bytes(plain, activity);
        // The first time it may be learnt of, the second time it is known.
        for (var time = 0; time < 2; time++)
        {
            // Much room, and as little as there can be.
            using var written = time == 0 ? new Utf8Buffer() : new Utf8Buffer(1);
            var isOneLine = shaped.MapForSink(activity, written);
            Assert.Equal(Encoding.UTF8.GetString(expected), Encoding.UTF8.GetString(written.WrittenSpan));
            Assert.True(!isOneLine || Payload.IsFoundOneLine(expected));
        }
    }

    /// <summary>The event with other texts in the places of those that are not empty.</summary>
    private static string With(ActivityEvent activity, string[] texts)
    {
        var root = JsonNode.Parse(activity.Source.Span)!;
        var next = 0;
        foreach (var value in HostileEvents.TextsIn(root).ToList())
        {
            if (texts[next++ % texts.Length] is { Length: > 0 } text)
                value.ReplaceWith(text);
        }

        return root.ToJsonString();
    }

    private sealed class CountingMapper(IMapper mapper) : IMapper
    {
        public int Count { get; set; }

        public byte Escaped => mapper.Escaped;

        public bool TellsParts => mapper.TellsParts;

        public void Map(ActivityEvent activity, Utf8Buffer output)
        {
            Count++;
            mapper.Map(activity, output);
        }
    }
}
