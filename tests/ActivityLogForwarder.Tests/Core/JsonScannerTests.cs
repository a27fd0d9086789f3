using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Simulator;

namespace ActivityLogForwarder.Tests.Core;

/// <summary><see cref="JsonScanner"/> against <see cref="Utf8JsonReader"/>: the same documents, the same tokens.</summary>
public class JsonScannerTests
{
    private const string Document = """
        {"a":1,"b":[true,false,null,-0.5e+3,"x\ny",{"c":{}},[],[[]]], "d \u00e9\ud83d\ude00é" : "a text longer than sixteen bytes \" with a quote",
         "numbers":[0,-0,10,1.5,1E9,1e-2,12345678901234567890],"empty":"","t":	"\\\/\b\f\n\r\t"}
        """;

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData(" \t\r\n[ 1 , 2 ] ")]
    [InlineData("\"text\"")]
    [InlineData("0")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{} {}")]
    [InlineData("[1,]")]
    [InlineData("[,1]")]
    [InlineData("[1 2]")]
    [InlineData("[1}")]
    [InlineData("{\"a\":1]")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\",1}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{,}")]
    [InlineData("{1:2}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("[01]")]
    [InlineData("[-]")]
    [InlineData("[+1]")]
    [InlineData("[.5]")]
    [InlineData("[1.]")]
    [InlineData("[1e]")]
    [InlineData("[1e+]")]
    [InlineData("[-01]")]
    [InlineData("[1a]")]
    [InlineData("[NaN]")]
    [InlineData("[tru]")]
    [InlineData("[truee]")]
    [InlineData("[nul")]
    [InlineData("[\"\\x\"]")]
    [InlineData("[\"\\u12g4\"]")]
    [InlineData("[\"\\u123\"]")]
    [InlineData("[\"\\ud800\"]")]
    [InlineData("[\"\\\"]")]
    [InlineData("[\"a\tb\"]")]
    [InlineData("[\"a longer text with a \u0001 control character\"]")]
    [InlineData("[\"no end]")]
    [InlineData("[/* comment */]")]
    [InlineData("]")]
    [InlineData("}")]
    public void It_takes_and_refuses_what_Utf8JsonReader_does(string json) => AssertSame(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void Every_beginning_of_a_document_reads_the_same()
    {
        var json = Encoding.UTF8.GetBytes(Document);
        for (var length = 0; length <= json.Length; length++)
            AssertSame(json[..length]);
    }

    [Fact]
    public void Every_change_of_one_byte_reads_the_same()
    {
        var json = Encoding.UTF8.GetBytes(Document);
        foreach (var value in "\"\\{}[]:,0a-+.eE \n\0\u001f/tu"u8)
        {
            for (var position = 0; position < json.Length; position++)
            {
                var changed = json.ToArray();
                changed[position] = value;
                AssertSame(changed);
            }
        }
    }

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(1000)]
    public void Levels_are_told_apart_however_deep(int depth)
    {
        var open = string.Concat(Enumerable.Range(0, depth).Select(level => level % 3 == 0 ? "{\"a\":" : "["));
        var close = string.Concat(Enumerable.Range(0, depth).Reverse().Select(level => level % 3 == 0 ? "}" : "]"));
        AssertSame(Encoding.UTF8.GetBytes(open + "1" + close));
        AssertSame(Encoding.UTF8.GetBytes(open + "1" + string.Concat(close.Skip(1))));
        AssertSame(Encoding.UTF8.GetBytes(open + "1" + string.Concat(close.Reverse())));
        AssertSame(Encoding.UTF8.GetBytes("[" + open + "1" + close + "," + open + "2" + close + "]"));
    }

    [Fact]
    public async Task A_page_of_the_API_reads_the_same()
    {
        await using var simulator = await ActivityLogSimulator.StartAsync(new SimulatorOptions { Events = 500 }, TestContext.Current.CancellationToken);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "x");
        AssertSame(await client.GetByteArrayAsync(
            new Uri(simulator.Url, $"activitylog/v1/contracts/{simulator.Contracts[0]}?limit=500"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_skipped_value_ends_where_it_ends()
    {
        var json = Encoding.UTF8.GetBytes("[" + Document + ",2]");
        var scanner = new JsonScanner(json);
        scanner.Read();
        scanner.Read();
        scanner.Skip();
        Assert.Equal((JsonTokenType.EndObject, 1), (scanner.TokenType, scanner.CurrentDepth));
        Assert.True(scanner.Read());
        Assert.Equal("2", Encoding.UTF8.GetString(scanner.ValueSpan));
        scanner.Skip();
        Assert.True(scanner.Read());
        Assert.False(scanner.Read());
    }

    [Fact]
    public void A_broken_value_is_not_skipped()
    {
        Assert.Throws<JsonException>(() => Skip("{\"a\":[1,{\"b\":tru}]}"));
        Assert.Throws<JsonException>(() => Skip("{\"a\":[1,{\"b\":1]}"));
        Assert.Throws<JsonException>(() => Skip("{\"a\":[1"));

        static void Skip(string json)
        {
            var scanner = new JsonScanner(Encoding.UTF8.GetBytes(json));
            scanner.Read();
            scanner.Skip();
        }
    }

    [Fact]
    public void A_copy_reads_on_by_itself()
    {
        var json = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", 130)) + string.Concat(Enumerable.Repeat("]", 130)));
        var scanner = new JsonScanner(json);
        for (var i = 0; i < 70; i++)
            scanner.Read();
        var copy = scanner;
        while (copy.Read())
        {
        }

        Assert.Equal(69, scanner.CurrentDepth);
        for (var i = 70; i < 260; i++)
            Assert.True(scanner.Read());
        Assert.False(scanner.Read());
    }

    private static void AssertSame(byte[] json) => Assert.Equal(TokensOfReader(json), TokensOfScanner(json));

    // A document that is refused has no tokens: where on the way it is refused is each reader's own business.
    private static List<string> TokensOfReader(byte[] json)
    {
        var tokens = new List<string>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            while (reader.Read())
                tokens.Add($"{reader.TokenType} {reader.TokenStartIndex} {reader.CurrentDepth} {reader.ValueIsEscaped} {Convert.ToHexString(reader.ValueSpan)}");
            return tokens;
        }
        catch (JsonException)
        {
            return ["refused"];
        }
    }

    private static List<string> TokensOfScanner(byte[] json)
    {
        var tokens = new List<string>();
        var scanner = new JsonScanner(json);
        try
        {
            while (scanner.Read())
                tokens.Add($"{scanner.TokenType} {scanner.TokenStartIndex} {scanner.CurrentDepth} {scanner.ValueIsEscaped} {Convert.ToHexString(scanner.ValueSpan)}");
            return tokens;
        }
        catch (JsonException)
        {
            return ["refused"];
        }
    }
}
