using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.State;

namespace ActivityLogForwarder.Tests.State;

/// <summary>An export that is not whole, or not ours, is refused with its line.</summary>
public sealed class StateImportTests
{
    private const string Head = """{"type":"head","format":"activity-log-forwarder-state","version":1}""";
    private const string Lane = """{"type":"lane","contract":"1","sink":"a","cursor":"2026-03-01T10:00:00Z","delivered":0}""";

    [Fact]
    public void Nothing_but_head_and_end_is_an_empty_state() => Assert.Empty(Read(Head, End(0)));

    [Fact]
    public void A_members_order_and_members_that_are_not_known_do_not_matter() =>
        Assert.Single(Read(Head, """{"delivered":0,"cursor":"2026-03-01T10:00:00Z","note":[1],"sink":"a","contract":"1","type":"lane"}""", End(1)));

    [Fact]
    public void An_export_without_its_end_is_cut_short()
    {
        Assert.Contains("line 2: the export is cut short", Refuse(Head, Lane), StringComparison.Ordinal);
        Assert.Contains("cut short", Refuse(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_counts_what_is_there()
    {
        Assert.Contains("counts other", Refuse(Head, Lane, End(2)), StringComparison.Ordinal);
        Assert.Contains("line 3: it goes on", Refuse(Head, End(0), Lane), StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_version_is_named()
    {
        var message = Refuse(Head.Replace(":1}", ":2}", StringComparison.Ordinal), End(0));
        Assert.Contains("version 2", message, StringComparison.Ordinal);
        Assert.Contains("knows version 1", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"lane","contract":"1","sink":"a","cursor":"yesterday","delivered":0}""")]
    [InlineData("""{"type":"lane","contract":1,"sink":"a","cursor":"2026-03-01T10:00:00Z","delivered":0}""")]
    [InlineData("""{"type":"lane","contract":"1","cursor":"2026-03-01T10:00:00Z","delivered":0}""")]
    [InlineData("""{"type":"lane","contract":"1","sink":"a","cursor":"2026-03-01T10:00:00Z","delivered":-1}""")]
    [InlineData("""{"type":"covered","from":"2026-03-01T10:00:00Z","to":"2026-03-01T09:00:00Z"}""")]
    [InlineData("""{"type":"hour","hour":"2026-03-01T10:00:00Z","delivered":1,"dropped":0,"deadLettered":0,"discarded":0,"digest":"xyz"}""")]
    [InlineData("""{"type":"ids","earliest":"2026-03-01T10:00:00Z","latest":"2026-03-01T11:00:00Z","keys":"AAAAAAAAAAAAAAAAAAAAAA=="}""")]
    [InlineData("""{"type":"ids","earliest":"2026-03-01T10:00:00Z","latest":"2026-03-01T10:00:00Z","keys":"AAAA"}""")]
    [InlineData("""{"type":"ids","earliest":"2026-03-01T10:00:00Z","latest":"2026-03-01T10:00:00Z","keys":"*"}""")]
    [InlineData("""{"type":"untimedIds","settledAt":"2026-03-01T10:00:00Z","keys":""}""")]
    [InlineData("""{"type":"deadLetter","number":1}""")]
    [InlineData("""{"type":"job","number":1,"kind":"Dance","status":"Pending","arguments":"{}","progress":"{}"}""")]
    [InlineData("""{"type":"strange"}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("[]")]
    [InlineData(Head)]
    public void A_line_that_is_wrong_is_named(string line) => Assert.Contains("line 3: ", Refuse(Head, Lane, line, End(2)), StringComparison.Ordinal);

    [Fact]
    public void What_belongs_to_a_lane_comes_behind_it() =>
        Assert.Contains("belongs to no lane", Refuse(Head, """{"type":"covered","from":"2026-03-01T10:00:00Z","to":"2026-03-01T11:00:00Z"}""", End(1)), StringComparison.Ordinal);

    [Fact]
    public void Another_document_is_no_export() => Assert.Contains("line 1: ", Refuse("""{"items":[]}"""), StringComparison.Ordinal);

    private static string End(int records) => $$"""{"type":"end","records":{{records}}}""";

    private static List<StateRecord> Read(params string[] lines) =>
        [.. StateImport.Read(lines.Select(line => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(line)))];

    private static string Refuse(params string[] lines) => Assert.Throws<StateException>(() => Read(lines)).Message;
}
