using System.Diagnostics;
using ActivityLogForwarder.Tests.Configuration;

namespace ActivityLogForwarder.IntegrationTests.Receivers;

/// <summary>
/// Runs a script of <c>tests/servers</c> once: <c>install</c>, then <c>paths</c>, whose lines say where the servers are.
/// Where it fails, the tests that need it are skipped, and say why; with CI=true they fail.
/// </summary>
internal sealed class ServerScript
{
    public static readonly ServerScript Kafka = new("kafka.sh");

    public static readonly ServerScript Helm = new("helm.sh");

    public static readonly ServerScript Syslog = new("syslog.sh");
    public static readonly ServerScript Browser = new("browser.sh");

    private readonly string _name;
    private readonly Lazy<Task<(IReadOnlyDictionary<string, string> Paths, string? Failure)>> _ready;

    /// <summary>Where a script lies.</summary>
    public static string PathOf(string name) => Path.Combine(RepositoryFolder.Root, "tests", "servers", name);

    private ServerScript(string name)
    {
        _name = name;
        _ready = new(() => Task.Run(InstallAsync));
    }

    public async Task<IReadOnlyDictionary<string, string>> PathsAsync()
    {
        var (paths, failure) = await _ready.Value;
        if (failure is not null)
            NotHere($"tests/servers/{_name}: {failure}");
        return paths;
    }

    private static void NotHere(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(reason);
        Assert.Skip(reason);
    }

    private async Task<(IReadOnlyDictionary<string, string> Paths, string? Failure)> InstallAsync()
    {
        var paths = new Dictionary<string, string>();
        if (!OperatingSystem.IsLinux())
            return (paths, "it is for Linux.");
        var (code, _, error) = await RunAsync("install");
        if (code != 0)
            return (paths, $"install failed: {error.Trim().Split('\n')[^1]}");
        (_, var output, _) = await RunAsync("paths");
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            paths.Add(line.Split('=', 2)[0], line.Split('=', 2)[1]);
        return (paths, null);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", [PathOf(_name), command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
