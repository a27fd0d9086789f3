using System.Globalization;
using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers;
using ActivityLogForwarder.Tests.Mappers;
using ActivityLogForwarder.Tests.Some;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Conformance;

/// <summary>What every mapper must satisfy. Each has its subclass.</summary>
public abstract class MapperConformance
{
    private static readonly string[] Hostile =
    [
        "{}",
        """{"event":{"type":"a\nb\r\u2028\u2029\u0085\u0000\u001b]0;x\u0007","message":"|=\\\"\t CEF:0|x|LEEF:2.0|"}}""",
        """{"\ud800":"\udc00\ud800","event":{"type":"\ud83d\ude00\ud83d"}}""",
        """{"event":{"resources":[null,1,"x",[],{"type":true,"id":{},"action":"one"},{"action":[null,"",{},"b"]}]}}""",
    ];

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = int.MaxValue };

    /// <summary>The format under test.</summary>
    protected abstract MapperType Format { get; }

    /// <summary>Whether each record is a JSON document.</summary>
    protected virtual bool IsJson => true;

    internal Type MapperClass => Format.Create(new MapperSettings()).GetType();

    private IEnumerable<IMapper> Mappers =>
        [Format.Create(new MapperSettings()), Format.Create(new MapperSettings(true, MapperSettings.DefaultDataStream))];

    [Fact]
    public void Equal_settings_make_equal_mappers()
    {
        var settings = new MapperSettings(true, new Template("logs-a-{contract}"));
        Assert.Equal(Format.Create(settings), Format.Create(settings with { DataStream = new Template("logs-a-{contract}") }));
        Assert.Equal(Format.Create(settings).GetHashCode(), Format.Create(settings with { }).GetHashCode());
    }

    [Fact]
    public void Any_object_makes_one_line() =>
        Check.One(PropertyConfig.Tries(1000), Prop.ForAll(RandomJson.Any, source => MakesOneLine(Encoding.UTF8.GetBytes(source))));

    [Fact]
    public void Hostile_texts_make_one_line() => Assert.All(Hostile, source => MakesOneLine(Encoding.UTF8.GetBytes(source)));

    [Fact]
    public void What_it_keeps_of_an_event_are_its_facts()
    {
        using var output = new Utf8Buffer();
        foreach (var mapper in Mappers)
        {
            foreach (var source in Hostile.Append("""{"event":{"type":"\u0061.login","status":"FAILED"},"principal":{"identity":{"username":"\ud800u"}}}"""))
            {
                var activity = Sample.Event(source);
                output.Clear();
                mapper.MapForSink(activity, output);
                Assert.Equal(Sample.Bytes(mapper, activity), output.Written.ToArray());
                ActivityFacts.Read(Sample.Event(source), out var expected);
                Assert.Equal(IsJson ? null : TextOf(expected), activity.TryGetFacts(out var facts) ? TextOf(facts) : null);
            }
        }
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_make_one_line()
    {
        foreach (var bad in new byte[][] { [0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x80] })
        {
            byte[] source = [.. "{\"x"u8, .. bad, .. "\":\""u8, .. bad, .. "\",\"event\":{\"type\":\"a"u8, .. bad, .. "b\"}}"u8];
            MakesOneLine(source);
        }
    }

    [Theory]
    [InlineData(19)]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(10_000)]
    public void Any_depth_makes_one_line(int depth)
    {
        foreach (var (open, close) in new[] { ("""{"event":""", "}"), ("[", "]") })
        {
            var deep = string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
            MakesOneLine(Encoding.UTF8.GetBytes("""{"event":{"param":{"x":""" + deep + "}}}"));
        }
    }

    [Fact]
    public void A_huge_event_makes_one_line()
    {
        var huge = new string('ü', 1_000_000);
        MakesOneLine(Encoding.UTF8.GetBytes(
            $$$"""{"event":{"type":"{{{huge}}}","message":"\n{{{huge}}}","x":"{{{huge}}}"},"principal":{"identity":{"username":"{{{huge}}}"}} }"""));
        var many = string.Join(",", Enumerable.Range(0, 50_000).Select(i => FormattableString.Invariant($"\"m{i % 40_000}\":\"10.0.{i % 256}.{i / 256}\"")));
        var addresses = string.Join(",", Enumerable.Range(0, 50_000).Select(i => FormattableString.Invariant($"10.0.{i % 256}.{i / 256}")));
        MakesOneLine(Encoding.UTF8.GetBytes($$$"""{"x":{ {{{many}}} },"principal":{"sourceIP":"{{{addresses}}}"} }"""));
    }

    [Fact]
    public void Culture_and_time_zone_change_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        var expected = Hostile.Select(Records).ToList();
        try
        {
            // The invariant globalization mode knows no real ones: this one is as strange as they come.
            var strange = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            strange.NumberFormat.NegativeSign = "~";
            strange.NumberFormat.NumberDecimalSeparator = ",";
            strange.DateTimeFormat.TimeSeparator = ".";
            CultureInfo.CurrentCulture = strange;
            Assert.Equal(expected, Hostile.Select(Records));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task Concurrent_use_changes_nothing()
    {
        var sources = Gen.Sample(RandomJson.Any.Generator, 200, 60).Concat(Hostile).ToList();
        var mapper = Format.Create(new MapperSettings(true, new Template("logs-ionos.{contract}-{yyyy.MM}")));
        var expected = sources.ConvertAll(source => Sample.Text(mapper, source));
        var runs = Enumerable.Range(0, 4).Select(_ => Task.Run(() => sources.ConvertAll(source => Sample.Text(mapper, source))));
        foreach (var actual in await Task.WhenAll(runs))
            Assert.Equal(expected, actual);
    }

    [Fact]
    public void Nothing_is_allocated_for_an_event()
    {
        var events = new[]
        {
            Sample.Event(File.ReadAllBytes(Golden.InputOf("documented-sample"))),
            Sample.Event("""{"event":{"param":{"uri":"\/a?b"},"x":{"y\u0000":["\ud800"]}},"principal":{"sourceIP":"::1, 10.0.0.1","identity":{"username":"a\u0040b.c"}}}"""),
        };
        foreach (var mapper in Mappers)
        {
            using var output = new Utf8Buffer();
            void MapAll()
            {
                foreach (ref readonly var activity in events.AsSpan())
                {
                    output.Clear();
                    mapper.Map(activity, output);
                }
            }

            // Less than a byte an event.
            Assert.InRange(Allocations.Of(MapAll, 1000), 0, 1999);
        }
    }

    private static string TextOf(in EventFacts facts) =>
        $"{Encoding.UTF8.GetString(facts.Type.Span)} {Encoding.UTF8.GetString(facts.Principal.Span)} {facts.Severity} {facts.IsFailure}";

    private string Records(string source) => string.Join("\n", Mappers.Select(mapper => Sample.Text(mapper, source)));

    private void MakesOneLine(byte[] source)
    {
        var copy = source.ToArray();
        foreach (var mapper in Mappers)
        {
            foreach (var contract in new[] { "31999999", null })
            {
                var activity = Sample.Event(source, contract);
                var record = Sample.Bytes(mapper, activity);
                Assert.True(source.AsSpan().SequenceEqual(copy), "The mapper changed the event.");
                Assert.NotEmpty(record);
                Assert.True(record.AsSpan().IndexOfAny((byte)'\n', (byte)'\r') < 0, "A line break.");
                Assert.True(System.Text.Unicode.Utf8.IsValid(record), "No valid UTF-8.");
                Assert.True(record.AsSpan().SequenceEqual(Sample.Bytes(mapper, activity)), "Not the same twice.");
                if (IsJson)
                    using (JsonDocument.Parse(record, Deep)) { }
            }
        }
    }
}
