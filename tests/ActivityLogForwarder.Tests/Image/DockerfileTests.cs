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
    public void It_is_native_code_on_a_base_without_dotnet_unless_another_is_asked_for()
    {
        const string @base = "mcr.microsoft.com/dotnet/$BASE:10.0-noble-chiseled-extra";
        Assert.Contains("\nARG BASE=runtime-deps\n", Text, StringComparison.Ordinal);
        Assert.Equal(@base, Stage().Matches(Text).Last().Groups[1].Value);
        Assert.Matches($"\nFROM {Regex.Escape(@base)}\nARG BASE\n", Text);
        Assert.Contains($"base.name=\"{@base}\"\n", Text, StringComparison.Ordinal);
        Assert.Matches(@"\n      runtime-deps\) [^;]*-p:PublishAot=true ", Text);
        Assert.Matches(@"\n      aspnet\) [^;]*--self-contained false -p:PublishReadyToRun=\$READY_TO_RUN""", Text);
    }

    [Theory]
    [InlineData("OPTIONAL_ADAPTERS")]
    [InlineData("BUNDLED_LIBRDKAFKA")]
    [InlineData("READY_TO_RUN")]
    public void Every_switch_is_on_unless_a_build_turns_it_off(string name)
    {
        Assert.Contains($"\nARG {name}=true\n", Text, StringComparison.Ordinal);
        Assert.Matches($@"-p:\w+=""?\${name}""", Text);
    }

    [Fact]
    public void Symbols_stay_out_of_it() => Assert.Matches(@"(?s)dotnet publish .*""\$BASE"" = runtime-deps .*rm /app/\*\.dbg /app/\*\.pdb .*\nFROM ", Text);

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
