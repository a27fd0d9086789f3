using System.Text.RegularExpressions;

namespace ActivityLogForwarder.Tests.Architecture;

/// <summary>That the architecture test sees what it must see.</summary>
public sealed class SourceTreeTests
{
    [Theory]
    [InlineData("a // DateTime.Now\nb", "a  \nb")]
    [InlineData("a /* DateTime.Now \n */ b", "a   b")]
    [InlineData("x(\"DateTime.Now\\\" // \") + y", "x(\"\") + y")]
    [InlineData("x(@\"a\\\"\"b\") + y", "x(\"\") + y")]
    [InlineData("x('\"') + y('\\'')", "x(' ') + y(' ')")]
    [InlineData("$\"a {{b}} {DateTime.Now:O} \\\" c\" + y", "\"{DateTime.Now:O}\" + y")]
    [InlineData("$\"{f(\"}\")} {new { a = 1 }.a}\" + y", "\"{f(\"\")}{new { a = 1 }.a}\" + y")]
    [InlineData("\"\"\"a \"b\" {c} \"\"\" + y", "\"\" + y")]
    [InlineData("$$\"\"\"a {b} {{c}} \"\"\" + y", "\"{c}\" + y")]
    [InlineData("@class.x", "@class.x")]
    public void Comments_and_literals_go_and_code_stays(string source, string code) => Assert.Equal(code, CSharpCode.Strip(source));

    [Theory]
    [InlineData("using ActivityLogForwarder.State;", "State")]
    [InlineData("using S = ActivityLogForwarder.State.Store;", "State")]
    [InlineData("using static ActivityLogForwarder.State.Store;", "State")]
    [InlineData("global::ActivityLogForwarder.State.Store.Open();", "State")]
    [InlineData("State.Store.Open();", "State")]
    [InlineData("State.Deep.Thing.Open();", "State")]
    [InlineData("File.FileSink.Open();", "Sinks/File")]
    [InlineData("Sinks.File.FileSink.Open();", "Sinks/File")]
    [InlineData("State.Length.Foo();", null)]
    [InlineData("File.Exists(x);", null)]
    [InlineData("using System.Text;", null)]
    [InlineData("using ActivityLogForwarder.Sinks.Http;", null)]
    public void A_reference_is_seen_however_it_is_written(string code, string? expected)
    {
        var file = new SourceFile("Sinks/Http/HttpSink.cs", $"namespace ActivityLogForwarder.Sinks.Http;\n{code}\nclass HttpSink;");
        var tree = new SourceTree(
        [
            file,
            new("State/Store.cs", "namespace ActivityLogForwarder.State;\nclass Store;"),
            new("State/Deep/Thing.cs", "namespace ActivityLogForwarder.State.Deep;\nsealed record Thing(int X);"),
            new("Sinks/File/FileSink.cs", "namespace ActivityLogForwarder.Sinks.File;\npublic sealed class FileSink;"),
        ]);
        Assert.Equal(expected is null ? [] : [expected], tree.References(file));
    }

    [Theory]
    [InlineData("catch { }", true, true)]
    [InlineData("catch\n{\n // why\n}", true, false)]
    [InlineData("catch (Exception) { /* why */ }", true, false)]
    [InlineData("catch (Exception e) when (e is IOException)\n{\n}", true, true)]
    [InlineData("catch (IOException)\n{\n}", false, true)]
    [InlineData("catch (IOException)\n{\n // why\n}", false, false)]
    [InlineData("catch { throw; }", false, false)]
    public void An_empty_catch_is_seen(string code, bool all, bool silent)
    {
        var file = new SourceFile("x.cs", code);
        Assert.Equal(all, Regex.IsMatch(file.Code, ArchitectureTests.SwallowsAll));
        Assert.Equal(silent, Regex.IsMatch(file.Text, ArchitectureTests.SwallowsSilently));
    }

    [Theory]
    [InlineData("record struct Payload(int X)", "Payload")]
    [InlineData("public readonly record struct A;", "A")]
    [InlineData("record B(int X);", "B")]
    [InlineData("internal static partial class C", "C")]
    [InlineData("enum D { }", "D")]
    public void A_declared_type_is_seen(string code, string type) => Assert.Equal([type], new SourceFile("x.cs", code).DeclaredTypes);
}
