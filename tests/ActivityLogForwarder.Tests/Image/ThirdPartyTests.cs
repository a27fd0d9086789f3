using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Tests.Configuration;
using ActivityLogForwarder.Tests.Documents;

namespace ActivityLogForwarder.Tests.Image;

/// <summary>What goes into the image besides the program's own code is listed, with its licences.</summary>
public sealed partial class ThirdPartyTests
{
    private static readonly string LockFile = Path.Combine(RepositoryFolder.Root, "src", "ActivityLogForwarder", "packages.lock.json");

    [Fact]
    public async Task The_notices_are_what_the_packages_say()
    {
        GeneratedFile.Check("THIRD-PARTY-NOTICES", await RunAsync("notices"));
        var lines = await File.ReadAllLinesAsync(Path.Combine(RepositoryFolder.Root, "THIRD-PARTY-NOTICES"), TestContext.Current.CancellationToken);
        Assert.All(Locked(), package => Assert.Contains(package, lines));
    }

    [Fact]
    public async Task The_bill_of_materials_has_every_package_and_its_licence()
    {
        using var bill = JsonDocument.Parse(await RunAsync("sbom"));
        Assert.Equal("CycloneDX", bill.RootElement.GetProperty("bomFormat").GetString());
        var components = bill.RootElement.GetProperty("components").EnumerateArray().ToList();
        Assert.Equal(Locked(), components.Select(component => $"{component.GetProperty("name").GetString()} {component.GetProperty("version").GetString()}"));
        Assert.All(components, component =>
        {
            Assert.Equal($"pkg:nuget/{component.GetProperty("name").GetString()}@{component.GetProperty("version").GetString()}", component.GetProperty("purl").GetString());
            Assert.Equal(1, component.GetProperty("licenses").GetArrayLength());
        });
    }

    /// <summary>.NET itself, which no lock file names; here a package that the tests have and the program has not.</summary>
    [Fact]
    public async Task What_native_code_is_compiled_from_is_listed_too()
    {
        var version = TestSdk().Match(await File.ReadAllTextAsync(Path.Combine(RepositoryFolder.Root, "Directory.Packages.props"), TestContext.Current.CancellationToken)).Groups[1].Value;
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var list = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(list, $"ActivityLogForwarder.dll\n-r:/elsewhere/A.dll\n-r:{packages}/microsoft.net.test.sdk/{version}/lib/A.dll\n-r:{packages}/microsoft.net.test.sdk/{version}/lib/B.dll\n", TestContext.Current.CancellationToken);
            var (code, notices, errors) = await StartAsync("notices", LockFile, list);
            Assert.True(code == 0, errors);
            Assert.Single(notices.Split('\n'), $"Microsoft.NET.Test.Sdk {version}");
            Assert.All(Locked(), package => Assert.Contains($"\n{package}\n", notices, StringComparison.Ordinal));

            Assert.Contains("names nothing that was compiled", (await StartAsync("notices", LockFile, LockFile)).Errors, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(list);
        }
    }

    [Fact]
    public async Task Another_lock_file_than_that_of_a_restored_build_is_refused()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(LockFile)).Replace("\"resolved\": \"16.3.0\"", "\"resolved\": \"0.0.1\"", StringComparison.Ordinal));
            var (code, _, errors) = await StartAsync("notices", file);
            Assert.Equal(1, code);
            Assert.Contains("YamlDotNet 0.0.1 is not restored", errors, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string[] Locked()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(LockFile));
        return [.. file.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project" && package.Name != "Microsoft.NET.ILLink.Tasks")
            .Select(package => $"{package.Name} {package.Value.GetProperty("resolved").GetString()}")
            .Distinct().Order(StringComparer.OrdinalIgnoreCase)];
    }

    private static async Task<string> RunAsync(string what)
    {
        var (code, output, errors) = await StartAsync(what, LockFile);
        Assert.True(code == 0, errors);
        return output;
    }

    private static async Task<(int Code, string Output, string Errors)> StartAsync(string what, params string[] files)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(RepositoryFolder.Root, "tools", "third-party"), what, .. files])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, await output, await errors);
    }

    [GeneratedRegex("\"Microsoft.NET.Test.Sdk\" Version=\"([^\"]+)\"")]
    private static partial Regex TestSdk();
}
