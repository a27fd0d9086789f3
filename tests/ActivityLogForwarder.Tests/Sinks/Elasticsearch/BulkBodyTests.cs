using System.Net;
using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;
using ActivityLogForwarder.Mappers.Shapes;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Source;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch;

public sealed class BulkBodyTests
{
    private static readonly Gen<string> Id =
        Gen.Frequency((3, Gen.Elements("abc-1", "0a1b2c3d-0000-4000-8000-000000000000", "a b", "~")), (2, Gen.Elements(AllPrintable).NonEmptyListOf().Select(Text)))
            .Where(id => id.Length <= EventId.MaxLength);

    private static char[] AllPrintable => [.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code), .. "\"\"\"\"\\\\\\\\"];

    /// <summary>Whichever ids need escapes, all say what they are, and the body is as long as it was said to be.</summary>
    [Fact]
    public void Ids_with_and_without_escapes_stand_beside_each_other()
    {
        var items = from id in Id
                    from day in Gen.Choose(0, 2)
                    from body in Gen.Elements("""{"a":1}""", """{"b":"\\\""}""", "{\"c\":\n2}", "")
                    select (Id: id, Body: body, Time: SomeBatch.Time.AddDays(day));
        Check.One(PropertyConfig.Tries(300), Prop.ForAll(
            items.NonEmptyListOf().ToArbitrary(), Gen.Elements("logs-{contract}", "logs-{date}").ToArbitrary(), Gen.Choose(1, 500).ToArbitrary(),
            (events, target, until) =>
            {
                var batch = SomeBatch.From(SomeBatch.Contract, events);
                var expected = events.Where(item => item.Body.Length > 0 && !item.Body.Contains('\n')).ToList();
                var body = new BulkBody(batch, new Template(target));
                using var whole = new Utf8Buffer();
                Assert.Equal(events.Count, body.Write(0, whole));
                Assert.Equal(body.Length, whole.Length);
                Assert.Equal(expected.Count, body.Count);

                var lines = Encoding.UTF8.GetString(whole.WrittenSpan).Split('\n');
                Assert.Equal("", lines[^1]);
                Assert.Equal(2 * expected.Count, lines.Length - 1);
                for (var i = 0; i < expected.Count; i++)
                {
                    using var action = JsonDocument.Parse(lines[2 * i]);
                    var create = action.RootElement.GetProperty("create");
                    Assert.Equal($"{SomeBatch.Contract.Number}:{expected[i].Id}", create.GetProperty("_id").GetString());
                    Assert.Equal(new Template(target).Expand(SomeBatch.Contract, expected[i].Time), create.GetProperty("_index").GetString());
                    Assert.Equal(expected[i].Body, lines[(2 * i) + 1]);
                }

                Assert.Equal(whole.WrittenSpan.ToArray(), InParts(body, events.Count, until));
            }));
    }

    /// <summary>An id in an event's slot is not looked through for what needs escapes; one beside it is.</summary>
    [Fact]
    public void An_id_with_escapes_stands_beside_those_of_events_whose_shape_is_known()
    {
        string[] ids = ["u-1", "u\\\"-\\\\2", "u-3"];
        var sources = ids.Select(id => $$"""{"@uuid":"{{id}}","meta":{"time":"2026-06-01T00:00:00.000Z"} }""").ToList();
        var shapes = new ShapeTree();
        Assert.True(new EventShapes(shapes).TryMatch(Encoding.UTF8.GetBytes(sources[0]), new Slot[EventShape.MaxSlots], out _));
        var answer = Encoding.UTF8.GetBytes($$"""{ "hits": { "hits":[{{string.Join(',', sources.Select(source => $$"""{ "_source":{{source}} }"""))}}] } }""");
        Assert.True(ApiPage.TryParse(new Answer(HttpStatusCode.OK, answer, answer.Length), shapes, out var page));
        Assert.Equal([false, true, false], page.Hits.Select(hit => hit.Event.Shape is null));
        var batch = new Batch(SomeBatch.Contract, page.Hits.Select(hit => new Payload("{}"u8.ToArray(), hit.Event)).ToArray(), new WriteResult[ids.Length]);
        var body = new BulkBody(batch, new Template("logs"));
        using var written = new Utf8Buffer();
        body.Write(0, written);
        Assert.Equal(body.Length, written.Length);
        Assert.Equal(
            [.. ids.Select(id => $$"""{"create":{"_index":"logs","_id":"{{SomeBatch.Contract.Number}}:{{id}}" } }""".Replace(" ", "", StringComparison.Ordinal))],
            Encoding.UTF8.GetString(written.WrittenSpan).Split('\n').Where(line => line.Contains("create", StringComparison.Ordinal)));
    }

    private static byte[] InParts(BulkBody body, int count, int until)
    {
        var all = new List<byte>();
        using var part = new Utf8Buffer();
        for (var next = 0; next < count; part.Clear())
        {
            next = body.Write(next, part, until);
            all.AddRange(part.WrittenSpan);
        }

        return [.. all];
    }

    private static string Text(IList<char> characters) => new([.. characters]);
}
