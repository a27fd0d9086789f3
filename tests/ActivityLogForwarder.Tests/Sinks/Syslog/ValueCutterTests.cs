using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Syslog;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Sinks.Syslog;

public sealed class ValueCutterTests
{
    private static readonly string Long = new('x', 200);
    private static readonly string Longer = new('y', 300);

    [Fact]
    public void The_longest_values_are_shortened_to_one_length() => Assert.Equal(
        $$"""{"a":"{{new string('x', 98)}}…","b":["{{new string('y', 98)}}…",12345],"c":["short"]}""",
        Cut("raw", $$"""{"a":"{{Long}}","b":["{{Longer}}",12345],"c":["short"]}""", 240));

    [Fact]
    public void Names_numbers_short_values_and_the_id_stay() => Assert.Equal(
        $$"""{"{{Long}}":"{{new string('i', 100)}}","n":{{new string('1', 90)}},"m":"{{new string('y', 38)}}…"}""",
        Cut("ecs", $$"""{"{{Long}}":"{{new string('i', 100)}}","n":{{new string('1', 90)}},"m":"{{Longer}}"}""", 450, new string('i', 100)));

    [Fact]
    public void What_cannot_be_short_enough_stays_as_it_is() => Assert.Null(Cut("raw", $$"""{"{{Long}}":"{{Long}}"}""", 200));

    [Theory]
    [InlineData("\\n")]
    [InlineData("\\u0041")]
    [InlineData("\\ud83d\\ude00")]
    [InlineData("ü")]
    [InlineData("€")]
    [InlineData("🎉")]
    public void Characters_and_escapes_stay_whole(string unit)
    {
        for (var shift = 0; shift < 12; shift++)
        {
            var cut = Cut("raw", $$"""{"m":"{{new string('x', shift)}}{{string.Concat(Enumerable.Repeat(unit, 100))}}"}""", 80)!;
            var text = JsonDocument.Parse(cut).RootElement.GetProperty("m").GetString()!;
            Assert.EndsWith("…", text, StringComparison.Ordinal);
            Assert.DoesNotContain('\uFFFD', text);
            Assert.Equal(0, (cut.Length - """{"m":"…"}""".Length - shift) % unit.Length);
        }
    }

    [Fact]
    public void Of_CEF_values_and_the_name_are_shortened_and_the_record_keeps_its_fields() => Assert.Equal(
        $@"CEF:0|IONOS|Cloud Activity Log|v1|T\|x|{new string('n', 63)}…|3|msg=a \= b {new string('x', 56)}… rt=1700000000000 reason={new string('y', 63)}…",
        Cut("cef", $@"CEF:0|IONOS|Cloud Activity Log|v1|T\|x|{new string('n', 80)}|3|msg=a \= b {Long} rt=1700000000000 reason={Longer}", 271));

    [Fact]
    public void No_escape_of_CEF_is_cut_in_two()
    {
        for (var shift = 0; shift < 2; shift++)
        {
            var cut = Cut("cef", $@"CEF:0|a|b|c|d|e|3|msg={new string('x', shift)}{string.Concat(Enumerable.Repeat(@"\=", 50))}", 70)!;
            Assert.Matches(@"msg=x?(\\=)+…$", cut);
        }
    }

    [Fact]
    public void Of_LEEF_values_are_shortened_and_the_record_keeps_its_attributes() => Assert.Equal(
        $"LEEF:2.0|IONOS|CloudActivityLog|v1|Login|x09|devTime=1700000000000\tmsg=a=b {new string('x', 42)}…\turl={new string('y', 46)}…\tsev=3",
        Cut("leef", $"LEEF:2.0|IONOS|CloudActivityLog|v1|Login|x09|devTime=1700000000000\tmsg=a=b {Long}\turl={Longer}\tsev=3", 180));

    [Fact]
    public void A_backslash_of_LEEF_is_a_character_like_any_other() =>
        Assert.DoesNotContain('\uFFFD', Cut("leef", $@"LEEF:2.0|a|b|c|d|x09|msg={string.Concat(Enumerable.Repeat(@"\uä€", 50))}", 80)!);

    [Fact]
    public void Whatever_is_cut_fits_and_parses_and_keeps_its_shape() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<NonNull<string>[]>().Zip(Gen.Choose(0, 2000)).ToArbitrary(),
        pair =>
        {
            var values = pair.Item1.Select(value => string.Concat(Enumerable.Repeat(value.Get, 20))).ToArray();
            var record = JsonSerializer.Serialize(values);
            var cut = Cut("raw", record, pair.Item2);
            if (cut is null)
                return true;
            var back = JsonSerializer.Deserialize<string[]>(cut)!;
            return Encoding.UTF8.GetByteCount(cut) <= Math.Max(pair.Item2, Encoding.UTF8.GetByteCount(record))
                && back.Length == values.Length
                && back.Zip(values).All(both => both.First == both.Second || both.First.EndsWith('…'));
        }).QuickCheckThrowOnFailure();

    private static string? Cut(string format, string record, int room, string id = "id")
    {
        using var output = new Utf8Buffer();
        if (!new ValueCutter(format).TryWrite(Encoding.UTF8.GetBytes(record), room, Encoding.UTF8.GetBytes(id), output))
        {
            Assert.Equal(0, output.Length);
            return null;
        }

        Assert.True(output.Length <= Math.Max(room, Encoding.UTF8.GetByteCount(record)));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
