using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;
using ActivityLogForwarder.Mappers;
using ActivityLogForwarder.Mappers.Shapes;
using ActivityLogForwarder.Sinks.Syslog;
using ActivityLogForwarder.Tests.Mappers;

namespace ActivityLogForwarder.Tests.Sinks.Syslog;

public sealed class MessageWriterTests
{
    private static readonly SyslogOptions Options = SomeSyslog.To("tcp", 1);

    private static readonly DateTime Time = new(2026, 11, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void A_message_is_what_the_documentation_says() => Assert.Equal(
        """<109>1 2026-11-02T03:04:05Z forwarder.example.com ionos-activity - UserLogin [ionos@32473 contract="31999999" id="a-1"] {"a":1}""",
        Write(Options, SomeSyslog.Facts("UserLogin"), "a-1"));

    [Fact]
    public void A_message_of_RFC_3164_is_what_the_documentation_says() => Assert.Equal(
        """<109>Nov  2 03:04:05 forwarder.example.com ionos-activity: {"a":1}""",
        Write(Options with { IsRfc3164 = true }, SomeSyslog.Facts("UserLogin"), "a-1"));

    [Theory]
    [InlineData("cef")]
    [InlineData("leef")]
    public void What_says_itself_what_it_is_follows_the_host_in_RFC_3164(string format) => Assert.Equal(
        """<109>Nov  2 03:04:05 forwarder.example.com {"a":1}""",
        Write(Options with { IsRfc3164 = true, Format = format }, SomeSyslog.NoFacts, "a-1"));

    [Fact]
    public void Times_of_RFC_3164_are_those_of_the_time_zone() => Assert.StartsWith(
        "<109>Nov  2 05:34:05 ",
        Write(Options with { IsRfc3164 = true, TimeZone = TimeZoneInfo.CreateCustomTimeZone("x", new TimeSpan(2, 30, 0), "x", "x") }, SomeSyslog.NoFacts, "a"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(13, 3, false, 109)]
    [InlineData(13, 6, true, 108)]
    [InlineData(13, 8, true, 107)]
    [InlineData(13, 8, false, 107)]
    [InlineData(0, 3, false, 5)]
    [InlineData(23, 10, true, 187)]
    public void Facility_and_severity_make_the_priority(int facility, int severity, bool isFailure, int expected) => Assert.Equal(
        expected, Rfc5424Message.Parse(Write(Options with { Facility = facility }, SomeSyslog.Facts("T", severity, isFailure), "a")).Priority);

    [Theory]
    [InlineData("", "-")]
    [InlineData("   ", "-")]
    [InlineData("Grüße\n", "Gre")]
    [InlineData("a b] [x y=\"z\"]", "ab][xy=\"z\"]")]
    [InlineData("0123456789012345678901234567890123456789", "01234567890123456789012345678901")]
    public void The_message_id_is_at_most_32_printable_characters(string type, string expected) => Assert.Equal(
        expected, Rfc5424Message.Parse(Write(Options, SomeSyslog.Facts(type), "a")).MsgId);

    [Fact]
    public void Ids_and_contracts_are_escaped()
    {
        var message = Rfc5424Message.Parse(Write(Options, SomeSyslog.NoFacts, """a"]\ [x y="z"]""", new Contract("main", "1\"]\n\\")));
        Assert.Equal("""a"]\ [x y="z"]""", message.Id);
        Assert.Equal("1\"]?\\", message.Contract);
        Assert.Equal("""{"a":1}""", message.Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    public void What_could_end_a_frame_is_refused(string body)
    {
        using var buffer = new Utf8Buffer();
        var writer = new MessageWriter(Options, SomeSyslog.NoFacts);
        Assert.False(writer.TryAppend(SomeBatch.Contract, Item("a", body), buffer, out var refusal));
        Assert.Equal(WriteResult.Rejected("not-one-line"), refusal);
    }

    [Fact]
    public void The_limit_counts_the_bytes_of_the_whole_message()
    {
        var options = Options with { MaxMessageBytes = 480 };
        var header = Write(options, SomeSyslog.NoFacts, "a").Length - 7;
        using var buffer = new Utf8Buffer();
        var writer = new MessageWriter(options, SomeSyslog.NoFacts);
        Assert.True(writer.TryAppend(SomeBatch.Contract, Item("a", new string('x', 480 - header)), buffer, out _));
        Assert.Equal(480, buffer.Length);
        buffer.Clear();
        Assert.False(writer.TryAppend(SomeBatch.Contract, Item("a", new string('x', 478 - header) + "ü!"), buffer, out var refusal));
        Assert.Equal(WriteResult.Rejected("message-too-large"), refusal);
    }

    [Fact]
    public void A_message_that_may_be_cut_fits_exactly()
    {
        using var buffer = new Utf8Buffer();
        var writer = new MessageWriter(Options with { MaxMessageBytes = 480, CutsOversize = true }, SomeSyslog.NoFacts);
        Assert.True(writer.TryAppend(SomeBatch.Contract, Item("a", $$"""{"m":"{{new string('x', 5000)}}","n":1}"""), buffer, out _));
        Assert.Equal(480, buffer.Length);
        Assert.EndsWith("x…\",\"n\":1}", Encoding.UTF8.GetString(buffer.WrittenSpan), StringComparison.Ordinal);
        Assert.False(writer.TryAppend(SomeBatch.Contract, Item("a", $$"""{"m":{{new string('1', 5000)}}}"""), buffer, out var refusal));
        Assert.Equal(WriteResult.Rejected("message-too-large"), refusal);
    }

    [Fact]
    public void Nothing_is_allocated_for_a_message()
    {
        using var buffer = new Utf8Buffer();
        var writer = new MessageWriter(Options, SomeSyslog.Facts("UserLogin"));
        var item = Item("a-1", """{"a":1}""");
        writer.TryAppend(SomeBatch.Contract, item, buffer, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            buffer.Clear();
            writer.TryAppend(SomeBatch.Contract, item, buffer, out _);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Messages_are_appended_and_of_refused_ones_nothing_is_left()
    {
        using var buffer = new Utf8Buffer();
        var writer = new MessageWriter(Options with { MaxMessageBytes = 480, CutsOversize = true }, SomeSyslog.NoFacts);
        Assert.True(writer.TryAppend(SomeBatch.Contract, Item("a", "first"), buffer, out _));
        var first = Encoding.UTF8.GetString(buffer.WrittenSpan);
        Assert.False(writer.TryAppend(SomeBatch.Contract, Item("b", "no\nline"), buffer, out _));
        Assert.False(writer.TryAppend(SomeBatch.Contract, Item("c", $$"""{"m":{{new string('1', 5000)}}}"""), buffer, out _));
        Assert.Equal(first, Encoding.UTF8.GetString(buffer.WrittenSpan));
        Assert.True(writer.TryAppend(SomeBatch.Contract, Item("d", $$"""{"m":"{{new string('x', 5000)}}"}"""), buffer, out var refusal));
        Assert.Equal((480, default), (buffer.Length - first.Length, refusal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Headers_are_the_same_whether_shapes_are_known(bool is3164)
    {
        var options = Options with { IsRfc3164 = is3164 };
        var writer = new MessageWriter(options, ActivityFacts.Read);
        var events = SimulatedEvents.All.Append(Sample.Event(
            """{"@uuid":"a]b","meta":{"time":"2026-11-02T03:04:05.120Z","contractNumber":"1"},"event":{"type":"UserLogin"}}""")).ToList();
        var known = 0;
        // Shapes learnt in another order have other numbers.
        foreach (var order in new[] { events, events.AsEnumerable().Reverse() })
        {
            var shapes = new EventShapes(new ShapeTree());
            foreach (var activity in order)
            {
                var shaped = Shaped(activity, shapes);
                known += shaped.Shape is null ? 0 : 1;
                Assert.Equal(Header(new MessageWriter(options, ActivityFacts.Read), activity), Header(writer, shaped));
            }
        }

        Assert.InRange(known, events.Count, 2 * events.Count);
    }

    [Theory]
    [InlineData(0, "2026-11-02T03:04:05Z")]
    [InlineData(1, "2026-11-02T03:04:05Z")]
    [InlineData(10, "2026-11-02T03:04:05.000001Z")]
    [InlineData(9_999_999, "2026-11-02T03:04:05.999999Z")]
    [InlineData(1_000_000, "2026-11-02T03:04:05.1Z")]
    public void Times_have_the_digits_they_need_and_six_at_most(int ticks, string expected)
    {
        using var buffer = new Utf8Buffer();
        Timestamps.WriteRfc5424(Time.AddTicks(ticks), buffer);
        Assert.Equal(expected, Encoding.ASCII.GetString(buffer.WrittenSpan));
    }

    private static ActivityEvent Shaped(ActivityEvent activity, EventShapes shapes)
    {
        var page = new PageEvents();
        var isKnown = shapes.TryMatch(activity.Source.Span, page.NextSlots, out var shape);
        return isKnown ? page.Add(activity.Source, activity.Id, activity.Time, activity.HasTime, shape) : activity;
    }

    private static string Header(MessageWriter writer, ActivityEvent activity)
    {
        using var buffer = new Utf8Buffer();
        Assert.True(writer.TryAppend(SomeBatch.Contract, new Payload("x"u8.ToArray(), activity), buffer, out _));
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static Payload Item(string id, string body) => new(
        Encoding.UTF8.GetBytes(body),
        new ActivityEvent("{}"u8.ToArray(), EventId.FromText(Encoding.ASCII.GetBytes(id)), SomeBatch.Contract, Time, true));

    private static string Write(SyslogOptions options, ReadFacts facts, string id, Contract? contract = null)
    {
        using var buffer = new Utf8Buffer();
        Assert.True(new MessageWriter(options, facts).TryAppend(contract ?? SomeBatch.Contract, Item(id, """{"a":1}"""), buffer, out _));
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
