using System.Text.RegularExpressions;
using ActivityLogForwarder.Tests.Configuration;

namespace ActivityLogForwarder.Tests.Image;

/// <summary>What of the Dockerfile can be read off it; what it builds is run by <c>tests/image</c>.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string Text = Read("Dockerfile");

    [Fact]
    public void The_image_is_of_the_programs_version() =>
        Assert.Contains($"\nARG VERSION={Version().Match(Read("Directory.Build.props")).Groups[1].Value}\n", Text, StringComparison.Ordinal);

    [Fact]
    public void It_runs_as_a_user_without_rights_and_asks_its_own_health() => Assert.All(
        ["\nUSER 10001:10001\n", "\nHEALTHCHECK ", "\n    CMD [\"/app/ActivityLogForwarder\", \"healthcheck\"]\n", "\nENTRYPOINT [\"/app/ActivityLogForwarder\"]\n"],
        line => Assert.Contains(line, Text, StringComparison.Ordinal));

    [Fact]
    public void It_is_native_code_on_a_base_without_dotnet_unless_another_kind_is_asked_for()
    {
        Assert.Contains("\nARG KIND=native\n", Text, StringComparison.Ordinal);
        Assert.Equal("base-$KIND", Stage().Matches(Text).Last().Groups[1].Value);
        var bases = Stage().Matches(Text).Where(stage => stage.Groups[2].Success).ToDictionary(stage => stage.Groups[2].Value, stage => stage.Groups[1].Value);
        Assert.Equal("mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled-extra", bases["base-native"]);
        Assert.Equal("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra", bases["base-portable"]);
        Assert.Equal("base-portable", bases["base-ready-to-run"]);
        Assert.All(bases.Values.Where(from => from.Contains("chiseled", StringComparison.Ordinal)), from => Assert.Contains($"base.name=\"{from}\"\n", Text, StringComparison.Ordinal));
        Assert.All(bases.Keys.Where(name => name != "build"), name => Assert.Matches($@"\n      {name["base-".Length..]}/\*\) ", Text));
    }

    [Theory]
    [InlineData("OPTIONAL_ADAPTERS", "false")]
    [InlineData("BUNDLED_LIBRDKAFKA", "true")]
    public void A_switch_is_as_it_fits_native_code_unless_a_build_turns_it(string name, string value)
    {
        Assert.Contains($"\nARG {name}={value}\n", Text, StringComparison.Ordinal);
        Assert.Contains($"=\"${name}\"", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Symbols_stay_out_of_it() => Assert.Matches(@"(?s)dotnet publish .*""\$KIND"" = native.*rm /app/\*\.dbg /app/\*\.pdb .*\nFROM ", Text);

    [Fact]
    public void What_it_copies_is_let_into_its_context()
    {
        var ignored = Read(".dockerignore").Split('\n');
        Assert.All(["src", "tools", "LICENSE", "Directory.Build.props", "Directory.Packages.props", "global.json"], name => Assert.Contains($"!{name}", ignored));
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryFolder.Root, path));

    [GeneratedRegex(@"^FROM (?:--\S+ )?(\S+)(?: AS (\S+))?$", RegexOptions.Multiline)]
    private static partial Regex Stage();

    [GeneratedRegex("<Version>([^<]+)</Version>")]
    private static partial Regex Version();
}
