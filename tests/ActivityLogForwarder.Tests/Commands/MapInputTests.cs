using System.Text;
using ActivityLogForwarder.Commands;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Commands;

public sealed class MapInputTests
{
    private const string First = """{"@uuid":"a","meta":{"time":"2016-09-23T12:02:52Z"}}""";
    private const string Second = """{"@uuid":"b","event":{"type":"x"}}""";

    public static TheoryData<string, string> Shapes => new()
    {
        { "a page", $$$"""{"took":1,"hits":{"total":2,"hits":[{"_source":{{{First}}}},{"_id":"x","_source":{{{Second}}}}]}}""" },
        { "an array of events", $"[{First},{Second}]" },
        { "an array of hits", $$$"""[{"_source":{{{First}}}},{"_source":{{{Second}}},"sort":[1]}]""" },
        { "lines of events", $"{First}\n{Second}\n" },
        { "lines without the last break", $"{First}\n{Second}" },
        { "lines of Windows", $"{First}\r\n{Second}\r\n" },
        { "lines of hits, blank ones between", $$$"""{"_source":{{{First}}}}""" + "\n\n \n" + $$$"""{"_source":{{{Second}}}}""" },
        { "lines of pages and arrays", $$$"""{"hits":{"hits":[{"_source":{{{First}}}}]}}""" + "\n" + $"[{Second}]" },
        { "documents side by side", First + Second },
        { "a byte order mark", $"\uFEFF{First}\n{Second}" },
        { "a byte order mark before each", $"\uFEFF{First}\n\uFEFF{Second}" },
        { "a pretty document", $$$"""{"hits":{"hits":[{"_source":{{{First}}}},{"_source":{{{Second}}}}]}}""".Replace("{", "{\n  ").Replace(",", ",\r\n  ") },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_shape_gives_its_events(string shape, string input)
    {
        var (events, warnings, error) = Read(input);
        Assert.True(events is ["a", "b"], shape);
        Assert.Empty(warnings);
        Assert.Null(error);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_shape_may_come_in_single_bytes(string shape, string input) =>
        Assert.True(Read(new SlowStream(Encoding.UTF8.GetBytes(input))).Events is ["a", "b"], shape);

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData(" \r\n\n")]
    [InlineData("[]")]
    [InlineData("""{"hits":{"total":0,"hits":[]}}""")]
    [InlineData("""{"hits":{"total":0,"hits":null}}""")]
    public void Nothing_is_no_event_and_no_error(string input)
    {
        var (events, warnings, error) = Read(input);
        Assert.Empty(events);
        Assert.Empty(warnings);
        Assert.Null(error);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"hits":3}""")]
    [InlineData("""{"hits":{"x":1},"event":{}}""")]
    [InlineData("""{"_id":"h","event":{}}""")]
    public void What_is_neither_page_nor_hit_is_an_event(string input) => Assert.Single(Read(input).Events);

    [Theory]
    [InlineData("""{"hits":{"hits":[{"_id":"x","_source":null},{"_source":{"@uuid":"a"}},{"_id":"y"},null,7]}}""", 4)]
    [InlineData("""[{"_id":"x"},{"_source":[1]},[{"@uuid":"n"}],{"@uuid":"a"},null]""", 4)]
    public void A_hit_without_an_event_is_warned_of(string input, int expected)
    {
        var (events, warnings, error) = Read("\n" + input);
        Assert.Equal(["a"], events);
        Assert.Equal(expected, warnings.Count);
        Assert.All(warnings, warning => Assert.StartsWith("line 2: ", warning, StringComparison.Ordinal));
        Assert.Null(error);
    }

    [Theory]
    [InlineData(First + "\nrubbish\n" + Second, 2, 1)]
    [InlineData(First + "\n  17", 2, 3)]
    [InlineData(First + "\nnull", 2, 1)]
    [InlineData(First + "\n{\"a\":\n  x}", 3, 3)]
    [InlineData(First + " {\"a\" 1}", 1, 59)]
    [InlineData("[" + First + ",\n{\"@uuid\":\"b\",", 2, 13)]
    [InlineData("{\"hits\":{\"hits\":[{\"_source\":" + First + "},\n{\"_source\":" + Second, 2, 46)]
    public void What_comes_before_rubbish_is_read_and_its_place_is_told(string input, int line, int position)
    {
        var (events, _, error) = Read(input);
        Assert.Equal(["a"], events);
        Assert.NotNull(error);
        Assert.Equal((line, position), (error.Line, error.Position));
    }

    [Fact]
    public void Ids_are_the_events_own_else_the_hits_else_made_of_the_bytes()
    {
        var events = Read("""[{"_id":"h","_source":{"@uuid":"u"}},{"_id":"h","_source":{}},{"_id":"","_source":{}}]""" + "\n{}").Events;
        Assert.Equal(["u", "h", "44136fa355b3678a1146ad16f7e8649e", "44136fa355b3678a1146ad16f7e8649e-2"], events);
    }

    [Fact]
    public void An_event_without_a_readable_time_is_dated_1970()
    {
        var contract = new Contract("map", "7");
        var activity = Assert.Single(new MapInput(Bytes("""{"meta":{"time":"soon"}}"""), contract, _ => { }).Read());
        Assert.False(activity.HasTime);
        Assert.Equal(DateTime.UnixEpoch, activity.Time);
        Assert.Same(contract, activity.Contract);
    }

    [Fact]
    public void A_long_input_is_read_in_little_memory()
    {
        var line = Encoding.UTF8.GetBytes($$$"""{"@uuid":"a","x":"{{{new string('x', 10_000)}}}"}""" + "\n");
        using var input = new RepeatingStream(line, 20_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(20_000, new MapInput(input, null, _ => { }).Read().Count());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }

    private static MemoryStream Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static (List<string> Events, List<string> Warnings, MapInputException? Error) Read(string input) => Read(Bytes(input));

    private static (List<string> Events, List<string> Warnings, MapInputException? Error) Read(Stream input)
    {
        var (events, warnings) = (new List<string>(), new List<string>());
        try
        {
            foreach (var activity in new MapInput(input, null, warnings.Add).Read())
                events.Add(activity.Id.ToString());
        }
        catch (MapInputException exception)
        {
            return (events, warnings, exception);
        }

        return (events, warnings, null);
    }

    private sealed class SlowStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));
    }

    private sealed class RepeatingStream(byte[] line, int times) : MemoryStream(line)
    {
        private int _left = times - 1;

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = base.Read(buffer, offset, count);
            if (read > 0 || _left-- == 0)
                return read;
            Position = 0;
            return base.Read(buffer, offset, count);
        }
    }
}
