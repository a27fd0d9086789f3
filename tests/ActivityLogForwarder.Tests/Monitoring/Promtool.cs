using System.Diagnostics;
using ActivityLogForwarder.Tests.Configuration;

namespace ActivityLogForwarder.Tests.Monitoring;

/// <summary>
/// Prometheus' own checker, which <c>tests/servers/prometheus.sh</c> brings. Where it cannot be had, tests that need it are
/// skipped; in continuous integration they fail.
/// </summary>
internal static class Promtool
{
    private static readonly Lazy<Task<(string? Path, string Failure)>> Tool = new(() => Task.Run(FindAsync));

    /// <summary>Runs it to its end.</summary>
    /// <returns>Its exit code and all that it wrote.</returns>
    public static async Task<(int Code, string Output)> RunAsync(string input, params string[] arguments)
    {
        var (path, failure) = await Tool.Value;
        if (path is null)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", failure);
            Assert.Skip(failure);
        }

        return await ExecuteAsync(path, arguments, input);
    }

    private static async Task<(string?, string)> FindAsync()
    {
        var script = Path.Combine(RepositoryFolder.Root, "tests", "servers", "prometheus.sh");
        if (!OperatingSystem.IsLinux())
            return (null, "tests/servers/prometheus.sh is for Linux.");
        var (code, output) = await ExecuteAsync("bash", [script, "install"], "");
        if (code != 0)
            return (null, $"tests/servers/prometheus.sh: {output.Trim().Split('\n')[^1]}");
        (code, output) = await ExecuteAsync("bash", [script, "paths"], "");
        return code == 0 ? (output.Trim().Split('=', 2)[1], "") : (null, output);
    }

    private static async Task<(int, string)> ExecuteAsync(string program, IReadOnlyList<string> arguments, string input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}
