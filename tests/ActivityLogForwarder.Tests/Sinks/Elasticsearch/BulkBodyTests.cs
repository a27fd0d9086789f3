using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Elasticsearch;
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
            items.NonEmptyListOf().ToArbitrary(), Gen.Elements("logs-{contract}", "logs-{yyyy.MM.dd}").ToArbitrary(), Gen.Choose(1, 500).ToArbitrary(),
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
                    Assert.Equal(target == "logs-{contract}" ? $"logs-{SomeBatch.Contract.Number}" : $"logs-{expected[i].Time:yyyy.MM.dd}", create.GetProperty("_index").GetString());
                    Assert.Equal(expected[i].Body, lines[(2 * i) + 1]);
                }

                Assert.Equal(whole.WrittenSpan.ToArray(), InParts(body, events.Count, until));
            }));
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
