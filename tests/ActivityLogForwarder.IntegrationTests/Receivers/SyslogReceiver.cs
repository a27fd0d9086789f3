using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Sinks.Syslog;

namespace ActivityLogForwarder.IntegrationTests.Receivers;

/// <summary>A private instance of a real receiver: its own folder, ports and process. It writes what it parsed as JSON lines.</summary>
internal abstract class SyslogReceiver : IAsyncDisposable
{
    // Within a text of a line a quote has its backslash.
    private const string LineStart = "{\"pri\":";

    private const int FirstPort = 10_000;
    private const int SystemsFirstPort = 32_768;

    // Processes that test at the same time begin at different places.
    private static int _lastPort = Environment.ProcessId * 100;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("alf-syslog-");
    private readonly Dictionary<string, int> _ports = [];
    private readonly byte[] _buffer = new byte[1 << 16];
    private Process? _process;
    private long _countedBytes;
    private int _count;

    protected SyslogReceiver() => Certificates = new TestCertificates(_folder.FullName);

    public TestCertificates Certificates { get; }

    protected string Folder => _folder.FullName;

    protected string Output => Path.Combine(Folder, "messages.jsonl");

    /// <summary>The transports that it listens on.</summary>
    protected abstract IReadOnlyList<string> Schemes { get; }

    public int Port(string scheme) => _ports[scheme];

    /// <summary>Picks ports, writes the configuration and starts.</summary>
    public async Task BeginAsync()
    {
        foreach (var scheme in Schemes)
            _ports[scheme] = FreePort();
        await File.WriteAllTextAsync(Path.Combine(Folder, "server.conf"), Configuration());
        try
        {
            await StartAsync();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, with what it had kept, and returns once it listens.</summary>
    public async Task StartAsync()
    {
        _process = Process.Start(Command(Path.Combine(Folder, "server.conf")))!;
        foreach (var port in _ports.Values)
        {
            await Eventually.TrueAsync(() => !_process.HasExited
                ? Listens(port)
                : throw new InvalidOperationException($"The receiver ended: {Log()}"));
        }
    }

    /// <summary>Ends it as a service manager does, and returns once it has ended.</summary>
    public Task StopAsync() => EndAsync("TERM");

    /// <summary>Ends it in the middle of whatever it does.</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>The messages that it has written whole, in order. One that was killed may have left a part of a line, which the next line then follows.</summary>
    public IReadOnlyList<ReceivedMessage> Messages() =>
        [.. Lines().Select(line => ReceivedMessage.Parse(line[Math.Max(line.LastIndexOf(LineStart, StringComparison.Ordinal), 0)..]))];

    /// <summary>How many lines it has written whole. Reads only what was not there at the last call.</summary>
    public int Count()
    {
        lock (_buffer)
        {
            if (!File.Exists(Output))
                return 0;
            using var stream = OpenOutput();
            stream.Position = _countedBytes;
            while (stream.Read(_buffer) is > 0 and var length)
            {
                _countedBytes += length;
                _count += _buffer.AsSpan(0, length).Count((byte)'\n');
            }

            return _count;
        }
    }

    /// <summary>The ids of the messages that it has written whole.</summary>
    public IReadOnlySet<string> Ids() => Messages().Select(message => message.Id).ToHashSet();

    /// <summary>Whether it keeps messages that it has not written yet, or what tells of them.</summary>
    public bool HasQueueFiles() => Directory.EnumerateFiles(Folder, "queue*").Any();

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Certificates.Dispose();
        _folder.Delete(recursive: true);
    }

    protected abstract string Configuration();

    protected abstract ProcessStartInfo Command(string configuration);

    // By the system's word, not by connecting: a receiver that is still busy with such a connection may take the next one down with it.
    private static bool Listens(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == port);

    /// <summary>A port below those that the system gives away, so that nobody gets it before the receiver has it; never the same twice.</summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = FirstPort + (Interlocked.Increment(ref _lastPort) % (SystemsFirstPort - FirstPort));
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }

    private async Task EndAsync(string signal)
    {
        if (_process is not { } process)
            return;
        using (var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    private string[] Lines()
    {
        if (!File.Exists(Output))
            return [];
        using var stream = OpenOutput();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n')[..^1];
    }

    private FileStream OpenOutput() => new(Output, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    private string Log() => string.Join(" | ", Directory.EnumerateFiles(Folder, "*.log").Select(File.ReadAllText));
}
