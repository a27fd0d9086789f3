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
        ["\nUSER 10001:10001\n", "\nHEALTHCHECK ", "\"healthcheck\"]", "\nFROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra\n"],
        line => Assert.Contains(line, Text, StringComparison.Ordinal));

    [Fact]
    public void Every_switch_is_on_unless_a_build_turns_it_off() => Assert.All(
        ["OPTIONAL_ADAPTERS", "BUNDLED_LIBRDKAFKA", "READY_TO_RUN"],
        name => Assert.True(Text.Contains($"\nARG {name}=true\n", StringComparison.Ordinal) && Text.Contains($"=\"${name}\"", StringComparison.Ordinal), name));

    [Fact]
    public void What_it_copies_is_let_into_its_context()
    {
        var ignored = Read(".dockerignore").Split('\n');
        Assert.All(["src", "tools", "LICENSE", "Directory.Build.props", "Directory.Packages.props", "global.json"], name => Assert.Contains($"!{name}", ignored));
    }

    private static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryFolder.Root, path));

    [GeneratedRegex("<Version>([^<]+)</Version>")]
    private static partial Regex Version();
}
