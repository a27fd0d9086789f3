using System.Text;
using ActivityLogForwarder.Configuration;

namespace ActivityLogForwarder.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("alf-configuration-");

    [Fact]
    public void A_file_that_does_not_exist_is_one_error() =>
        Assert.Equal([$"{InFolder("none.yaml")}: the file '{InFolder("none.yaml")}' does not exist"], Errors("none.yaml"));

    [Fact]
    public void A_folder_is_one_error() => Assert.Equal([$"{_folder}: '{_folder}' is a folder; name a file"], Errors(""));

    [Fact]
    public void A_file_over_a_megabyte_is_one_error()
    {
        File.WriteAllText(InFolder("large.yaml"), new string('#', ConfigurationFile.MaxBytes + 1));
        Assert.Equal([$"{InFolder("large.yaml")}: is larger than 1MB, which no configuration is"], Errors("large.yaml"));
    }

    [Fact]
    public void A_file_full_of_errors_is_read_to_its_end_and_its_first_errors_are_shown()
    {
        var keys = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"key{i}: 1\n"));
        File.WriteAllText(InFolder("errors.yaml"), keys);
        Assert.Equal(1000, Errors("errors.yaml").Length);
    }

    [Fact]
    public void A_file_with_a_byte_order_mark_is_read()
    {
        File.WriteAllText(InFolder("bom.yaml"), Configurations.Accounts + Configurations.OneSink, new UTF8Encoding(true));
        Assert.Empty(Errors("bom.yaml"));
    }

    [Fact]
    public void A_nul_is_not_the_end_of_the_file()
    {
        File.WriteAllText(InFolder("nul.yaml"), Configurations.Accounts + Configurations.OneSink + "\0sinks: 1\n");
        Assert.Equal([$"{InFolder("nul.yaml")}:7: is not UTF-8 text here; save the file as UTF-8"], Errors("nul.yaml"));
    }

    [Fact]
    public void Secrets_come_from_their_files_without_the_white_space_around_them()
    {
        File.WriteAllText(InFolder("token"), "  s3cr3t\r\n");
        File.WriteAllText(InFolder("forwarder.yaml"), $"accounts:\n  main:\n    tokenFile: {InFolder("token")}\n{Configurations.OneSink}");

        var result = Read("forwarder.yaml");

        Assert.Empty(result.Errors);
        Assert.Equal("s3cr3t", result.Options!.Accounts[0].Token!.Value);
        Assert.Equal(InFolder("token"), result.Options.Accounts[0].Token!.File);
    }

    [Theory]
    [InlineData("s3cr3t\ns3cr3t", "holds line breaks or control characters; a secret is a single line")]
    [InlineData(" \n", "is empty")]
    public void A_secret_file_that_is_of_no_use_is_an_error_that_shows_nothing_of_it(string content, string error)
    {
        File.WriteAllText(InFolder("token"), content);
        File.WriteAllText(InFolder("forwarder.yaml"), $"accounts:\n  main:\n    tokenFile: {InFolder("token")}\n{Configurations.OneSink}");

        var shown = Assert.Single(Errors("forwarder.yaml"));

        Assert.Contains(error, shown, StringComparison.Ordinal);
        Assert.Contains(InFolder("token"), shown, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_file_that_may_not_be_read_is_an_error()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Here this user may read every file.");
        if (OperatingSystem.IsWindows())
            return;
        File.WriteAllText(InFolder("token"), "s3cr3t");
        File.SetUnixFileMode(InFolder("token"), UnixFileMode.None);
        File.WriteAllText(InFolder("forwarder.yaml"), $"accounts:\n  main:\n    tokenFile: {InFolder("token")}\n{Configurations.OneSink}");
        Assert.EndsWith("may not be read by this user", Assert.Single(Errors("forwarder.yaml")), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string InFolder(string name) => name.Length == 0 ? _folder.FullName : Path.Combine(_folder.FullName, name);

    private ConfigurationResult Read(string name) => ConfigurationFile.Read(
        InFolder(name), Configurations.NoEnvironment, FakeSinkTypes.All, FakeSinkTypes.Formats, TimeProvider.System);

    private string[] Errors(string name) => [.. Read(name).Errors.Select(error => error.ToString())];
}
