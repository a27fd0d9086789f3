using System.Diagnostics;

namespace ActivityLogForwarder.IntegrationTests.Receivers;

/// <summary>
/// Runs a script of <c>tests/servers</c> once: <c>install</c>, then <c>paths</c>, whose lines say where the servers are.
/// Where it fails, the tests that need it are skipped, and say why.
/// </summary>
internal sealed class ServerScript
{
    public static readonly ServerScript Syslog = new("syslog.sh");

    private readonly string _name;
    private readonly Lazy<Task<(IReadOnlyDictionary<string, string> Paths, string? Failure)>> _ready;

    private ServerScript(string name)
    {
        _name = name;
        _ready = new(() => Task.Run(InstallAsync));
    }

    public async Task<IReadOnlyDictionary<string, string>> PathsAsync()
    {
        var (paths, failure) = await _ready.Value;
        if (failure is not null)
            Assert.Skip($"tests/servers/{_name}: {failure}");
        return paths;
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
        using var process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Root(), "tests", "servers", _name), command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    public static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ActivityLogForwarder.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The repository is not above the tests.");
        return folder;
    }
}
