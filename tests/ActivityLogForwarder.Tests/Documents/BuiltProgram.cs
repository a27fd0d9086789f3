using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActivityLogForwarder.Tests.Processes;

namespace ActivityLogForwarder.Tests.Documents;

/// <summary>What a run of the program left behind.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors);

/// <summary>The program as a process of its own, run to its end in a folder.</summary>
internal static class BuiltProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task<ProgramRun> RunAsync(params string[] arguments) =>
        RunAsync(arguments, Path.GetTempPath(), new Dictionary<string, string>(), null);

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">Its command line.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Variables besides those of the tests.</param>
    /// <param name="isEnough">
    /// For commands that run until they are stopped: told what standard output holds, says when to stop it (SIGTERM).
    /// </param>
    public static async Task<ProgramRun> RunAsync(
        IReadOnlyList<string> arguments, string folder, IReadOnlyDictionary<string, string> environment, Func<string, bool>? isEnough)
    {
        var start = ProgramStart.Info(arguments);
        start.WorkingDirectory = folder;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = new StringBuilder();
        var errors = process.StandardError.ReadToEndAsync();
        var reading = ReadAsync(process.StandardOutput, output);
        try
        {
            if (isEnough is not null)
            {
                var watch = Stopwatch.StartNew();
                while (!process.HasExited && !isEnough(Text(output)) && watch.Elapsed < Patience)
                    await Task.Delay(10);
                Assert.True(!process.HasExited && watch.Elapsed < Patience, $"{string.Join(' ', arguments)} did not come so far:\n{Text(output)}");
                using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
                await kill.WaitForExitAsync();
            }

            await process.WaitForExitAsync().WaitAsync(Patience);
            await reading;
            return new(process.ExitCode, Text(output), await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder into)
    {
        var buffer = new char[4096];
        int length;
        while ((length = await reader.ReadAsync(buffer)) > 0)
        {
            lock (into)
                into.Append(buffer, 0, length);
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
