using System.Text;
using ActivityLogForwarder.Commands;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Mappers;

/// <summary>
/// Every case's input, read as <c>map --contract 31999999</c> reads it, makes exactly the expected records. With
/// <c>ALF_WRITE_GOLDEN=1</c> in the environment they are written anew: read the difference before committing it.
/// </summary>
public sealed class GoldenTests
{
    private static IReadOnlyList<MapperType> Formats => Slices.Mappers;

    public static TheoryData<string, string> Cases => [.. Golden.Cases.SelectMany(name => Formats, (name, format) => (name, format.Format))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_input_makes_exactly_its_records(string name, string format)
    {
        var mapper = Formats.Single(type => type.Format == format).Create(new MapperSettings(false, MapperSettings.DefaultDataStream));
        using var input = File.OpenRead(Golden.InputOf(name));
        var records = new StringBuilder();
        foreach (var activity in new MapInput(input, new Contract("map", "31999999"), _ => { }).Read())
            records.Append(Encoding.UTF8.GetString(Sample.Bytes(mapper, activity))).Append('\n');

        if (Environment.GetEnvironmentVariable("ALF_WRITE_GOLDEN") == "1")
            File.WriteAllText(Golden.ExpectedOf(name, format), records.ToString());
        Assert.Equal(File.ReadAllText(Golden.ExpectedOf(name, format)), records.ToString());
    }

    [Fact]
    public void Every_case_has_an_input_and_a_record_for_every_format()
    {
        var expected = Formats.Select(format => $"expected.{format.Format}").Append("input.json").Order(StringComparer.Ordinal);
        Assert.All(Golden.Cases, name => Assert.Equal(expected, Golden.FilesOf(name).Order(StringComparer.Ordinal)));
        Assert.True(Golden.Cases.Count() > 25);
    }
}
