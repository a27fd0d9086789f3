using System.Diagnostics;
using ActivityLogForwarder.IntegrationTests.Receivers;

namespace ActivityLogForwarder.IntegrationTests.Chart;

/// <summary>What a program left behind.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    public static Task<ProgramRun> OfAsync(string program, params IEnumerable<string> arguments) => OfAsync(new ProcessStartInfo(program, arguments));

    public static async Task<ProgramRun> OfAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        // Nothing of whoever runs the tests: no cluster, no plug-ins, no override of a key.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("HELM_", StringComparison.Ordinal) || name.StartsWith("ALF_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["KUBECONFIG"] = "/dev/null";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}

/// <summary>Helm with the chart.</summary>
internal static class Helm
{
    public static readonly string Chart = Path.Combine(Cases.Repository, "helm", "activity-log-forwarder");

    /// <summary>What the chart becomes with a file of values.</summary>
    public static async Task<Manifests> TemplateAsync(string values, params IEnumerable<string> more)
    {
        var run = await RunAsync(["template", "forwarder", Chart, "--namespace", "siem", "--kube-version", "1.33", "--values", values, .. more]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return new Manifests(run.Output);
    }

    /// <summary>What Helm says where it refuses.</summary>
    public static async Task<string> RefusalAsync(params IEnumerable<string> arguments)
    {
        var run = await RunAsync(["template", "forwarder", Chart, .. arguments]);
        Assert.True(run.ExitCode != 0, $"{string.Join(' ', arguments)} is not refused.");
        Assert.Empty(run.Output);
        return run.Errors;
    }

    public static async Task<ProgramRun> RunAsync(params IEnumerable<string> arguments) =>
        await ProgramRun.OfAsync((await ServerScript.Helm.PathsAsync())["HELM"], arguments);
}
