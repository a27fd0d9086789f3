using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary>What a process left behind.</summary>
internal sealed record Finished(int ExitCode, string Output, string Errors)
{
    public string[] OutputLines => Lines(Output);

    public string[] ErrorLines => Lines(Errors);

    /// <summary>All that it wrote, to show when a test fails.</summary>
    public override string ToString() => $"exit code {ExitCode}\n--- output\n{Shortened(Output)}\n--- errors\n{Shortened(Errors)}";

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Shortened(string text) => text.Length <= 4000 ? text : text[..2000] + "\n…\n" + text[^2000..];
}

/// <summary>
/// The program as a process of its own. Whatever it writes is searched for secrets and stack traces: every
/// secret in these tests holds <see cref="SecretMark"/>.
/// </summary>
internal sealed partial class ForwarderProcess : IAsyncDisposable
{
    public const string SecretMark = "s3cr3t";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly Task _reading;
    private bool _isKilled;

    private ForwarderProcess(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _errors));
    }

    /// <summary>What it has written to standard output so far.</summary>
    public string Output => Text(_output);

    /// <summary>What it has written to standard error so far.</summary>
    public string Errors => Text(_errors);

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    /// <summary>Its resident memory at present, in MiB; 0 once it is gone.</summary>
    public long ResidentMegabytes
    {
        get
        {
            try
            {
                _process.Refresh();
                return _process.WorkingSet64 >> 20;
            }
            catch (InvalidOperationException)
            {
                return 0;
            }
        }
    }

    /// <summary>Its standard input; dispose it to end it.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <param name="arguments">The command and its options.</param>
    /// <param name="environment">Variables that it gets.</param>
    /// <param name="under">A command that starts it.</param>
    public static ForwarderProcess Start(
        IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null, IReadOnlyList<string>? under = null)
    {
        // A shell's background job ignores SIGINT, and so would its children.
        string[] signals = IgnoresInterrupt() ? ["env", "--default-signal=INT"] : [];
        var start = ProgramStart.Info(arguments, [.. signals, .. under ?? []]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new ForwarderProcess(Process.Start(start)!);
    }

    /// <summary>Starts it without input and waits for its end.</summary>
    public static async Task<Finished> RunAsync(params IReadOnlyList<string> arguments)
    {
        await using var process = Start(arguments);
        process.Input.Close();
        return await process.FinishAsync();
    }

    /// <summary>Waits for its end; fails after the deadline, or where it wrote what it must never write.</summary>
    public async Task<Finished> FinishAsync(TimeSpan? deadline = null)
    {
        using var timeout = new CancellationTokenSource(deadline ?? Patience);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
            await _reading.WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"It did not end within {deadline ?? Patience}.\n{new Finished(-1, Output, Errors)}");
        }

        var finished = new Finished(_process.ExitCode, Output, Errors);
        Assert.DoesNotContain(SecretMark, finished.Output + finished.Errors, StringComparison.Ordinal);
        Assert.False(StackTrace().IsMatch(finished.Errors), finished.ToString());
        return finished;
    }

    /// <summary>Waits until it has written something that holds the text.</summary>
    public async Task SaysAsync(string text)
    {
        var watch = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal) && !Errors.Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited || watch.Elapsed > Patience, $"It never said '{text}'.\n{new Finished(-1, Output, Errors)}");
            await Task.Delay(10);
        }
    }

    /// <summary>Asks it to stop: SIGTERM.</summary>
    public void Terminate() => Send(15);

    /// <summary>Asks it to stop as Ctrl-C does: SIGINT.</summary>
    public void Interrupt() => Send(2);

    /// <summary>Stops it where it is: SIGSTOP.</summary>
    public void Pause() => Send(19);

    /// <summary>SIGKILL, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _isKilled = true;
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until it is gone, killed by others.</summary>
    public async Task GoneAsync()
    {
        _isKilled = true;
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited && !_isKilled)
            await KillAsync();
        _process.Dispose();
    }

    private static async Task ReadAsync(StreamReader reader, StringBuilder into)
    {
        var buffer = new char[4096];
        int read;
        while ((read = await reader.ReadAsync(buffer)) > 0)
        {
            lock (into)
                into.Append(buffer, 0, read);
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    private static bool IgnoresInterrupt()
    {
        const string name = "SigIgn:";
        var line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) : null;
        return line is not null && (Convert.ToUInt64(line[name.Length..].Trim(), 16) & 2) != 0;
    }

    private void Send(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    [GeneratedRegex(@"^\s+at |Unhandled exception|Unexpected error|unexpected error", RegexOptions.Multiline)]
    private static partial Regex StackTrace();
}
