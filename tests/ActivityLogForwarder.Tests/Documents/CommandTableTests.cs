using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Commands;

namespace ActivityLogForwarder.Tests.Documents;

/// <summary>The README's tables of commands and exit codes, against the program's help and its codes.</summary>
public sealed partial class CommandTableTests
{
    private static string[] Usages => [.. Markdown.Readme.Table("Commands").SelectMany(row => Markdown.Codes(row[0]))];

    public static TheoryData<string> Commands => [.. Usages];

    [Fact]
    public async Task The_table_of_commands_has_every_command()
    {
        var help = (await BuiltProgram.RunAsync("--help")).Output;
        var commands = help[help.IndexOf("Commands:", StringComparison.Ordinal)..];
        Assert.Equal(CommandName().Matches(commands).Select(match => match.Groups[1].Value), Usages.Select(usage => usage.Split(' ')[0]).Distinct());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_command_has_the_options_that_the_table_says(string usage)
    {
        var command = usage.Split(' ').TakeWhile(word => word[0] is >= 'a' and <= 'z').ToArray();
        var help = (await BuiltProgram.RunAsync([.. command, "--help"])).Output;
        Assert.Equal(
            OptionName().Matches(help[help.IndexOf("Options:", StringComparison.Ordinal)..]).Select(match => match.Value).Where(name => name != "--help").Distinct().Order(),
            OptionName().Matches(usage).Select(match => match.Value).Order());
    }

    [Fact]
    public void The_table_of_exit_codes_has_every_code() => Assert.Equal(
        typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (int)field.GetRawConstantValue()!).Order(),
        Markdown.Readme.Table("Exit codes").Select(row => int.Parse(row[0], CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"^  ([a-z][a-z-]*)", RegexOptions.Multiline)]
    private static partial Regex CommandName();

    [GeneratedRegex(@"(?<![\w-])--[a-z-]+")]
    private static partial Regex OptionName();
}
