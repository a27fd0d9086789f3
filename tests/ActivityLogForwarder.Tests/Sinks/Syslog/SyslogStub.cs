using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace ActivityLogForwarder.Tests.Sinks.Syslog;

/// <summary>How a stub takes messages.</summary>
public enum StubProtocol
{
    Newline,
    OctetCounting,
    Relp,
}

/// <summary>A receiver on a stream that keeps what it reads, as strict as the standards, with faults on demand.</summary>
public sealed class SyslogStub : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<string> _messages = [];
    private readonly List<Socket> _clients = [];
    private readonly TestCertificates? _certificates;
    private readonly StubProtocol _protocol;
    private CancellationTokenSource _running = new();
    private TcpListener _listener;
    private Task _accepting;
    private TaskCompletionSource? _hold;

    public SyslogStub(StubProtocol protocol, TestCertificates? certificates = null)
    {
        (_protocol, _certificates) = (protocol, certificates);
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener, _running.Token);
    }

    public int Port { get; }

    /// <summary>Connections that were made.</summary>
    public int Connections { get; private set; }

    /// <summary>The subjects of the client certificates shown, oldest first.</summary>
    public List<string> Subjects { get; } = [];

    /// <summary>What makes a stream no stream of the protocol; null while all is well.</summary>
    public string? Violation { get; private set; }

    public StubFaults Faults { get; } = new();

    public SslProtocols Protocols { get; set; } = SslProtocols.None;

    public bool WantsClientCertificate { get; set; }

    public IReadOnlyList<string> Messages
    {
        get
        {
            lock (_lock)
                return [.. _messages];
        }
    }

    /// <summary>How many messages there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _messages.Count;
        }
    }

    /// <summary>Bytes that its system has received and it has not read.</summary>
    public int Unread
    {
        get
        {
            lock (_lock)
                return _clients.Sum(client => client.Available);
        }
    }

    /// <summary>Reads nothing from now on until what is returned is disposed.</summary>
    public IDisposable Hold()
    {
        var hold = _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Release(() =>
        {
            _hold = null;
            hold.TrySetResult();
        });
    }

    public async Task DownAsync()
    {
        await _running.CancelAsync();
        _listener.Stop();
        Disconnect();
        await _accepting;
    }

    public Task UpAsync()
    {
        _running.Dispose();
        _running = new CancellationTokenSource();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync(_listener, _running.Token);
        return Task.CompletedTask;
    }

    /// <summary>Closes every connection, and goes on listening.</summary>
    public void Disconnect()
    {
        lock (_lock)
        {
            foreach (var client in _clients)
                client.Dispose();
            _clients.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _hold?.TrySetResult();
        await DownAsync();
        _running.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener, CancellationToken stop)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                if (await TryAcceptAsync(listener, stop) is not { } client)
                    continue;
                lock (_lock)
                {
                    _clients.Add(client);
                    Connections++;
                }

                serving.Add(Task.Run(() => ServeAsync(client, stop), CancellationToken.None));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was stopped.
        }

        await Task.WhenAll(serving);
    }

    // Null: this one could not be had, which says nothing of the next.
    private static async Task<Socket?> TryAcceptAsync(TcpListener listener, CancellationToken stop)
    {
        try
        {
            return await listener.AcceptSocketAsync(stop);
        }
        catch (SocketException) when (!stop.IsCancellationRequested)
        {
            await Task.Delay(10, stop);
            return null;
        }
    }

    private async Task ServeAsync(Socket client, CancellationToken stop)
    {
        try
        {
            await using var stream = await SecureAsync(new NetworkStream(client, ownsSocket: true), stop);
            var reader = new StubReader(stream, () => _hold?.Task);
            while (await ReadAsync(reader, stream, stop))
            {
            }
        }
        catch (InvalidDataException exception)
        {
            Violation = exception.Message;
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            // The connection has ended.
        }
        finally
        {
            client.Dispose();
        }
    }

    private Task<bool> ReadAsync(StubReader reader, Stream stream, CancellationToken stop) => _protocol switch
    {
        StubProtocol.Newline => ReadLineAsync(reader, stop),
        StubProtocol.OctetCounting => ReadCountedAsync(reader, stop),
        _ => ReadRelpAsync(reader, stream, stop),
    };

    private async Task<bool> ReadLineAsync(StubReader reader, CancellationToken stop)
    {
        var line = await reader.UntilAsync((byte)'\n', stop);
        if (line is not null)
            Keep(line);
        return line is not null;
    }

    private async Task<bool> ReadCountedAsync(StubReader reader, CancellationToken stop)
    {
        if (await reader.NumberAsync(stop) is not { } length)
            return false;
        Keep(await reader.ExactlyAsync(length, stop));
        return true;
    }

    private async Task<bool> ReadRelpAsync(StubReader reader, Stream stream, CancellationToken stop)
    {
        if (await reader.NumberAsync(stop) is not { } number)
            return false;
        var command = Encoding.ASCII.GetString(await reader.UntilAsync((byte)' ', stop) ?? []);
        var digits = await reader.UntilAsync([(byte)' ', (byte)'\n'], stop);
        var length = int.Parse(digits.AsSpan(..^1), System.Globalization.CultureInfo.InvariantCulture);
        var data = digits[^1] == '\n' ? "" : Encoding.UTF8.GetString(await reader.ExactlyAsync(length, stop));
        if (digits[^1] == ' ' && (await reader.ExactlyAsync(1, stop))[0] != '\n')
            throw new InvalidDataException("No line feed ends the frame.");
        var answer = Faults.Answer(number, command, data);
        if (command == "syslog" && answer?.StartsWith("200", StringComparison.Ordinal) == true)
            Keep(Encoding.UTF8.GetBytes(data));
        if (answer is not null)
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{number} rsp {Encoding.UTF8.GetByteCount(answer)} {answer}\n"), stop);
        if (Faults.IsEnd(command))
        {
            if (command != "close")
                await stream.WriteAsync("0 serverclose 0\n"u8.ToArray(), stop);
            return false;
        }

        return true;
    }

    private void Keep(byte[] message)
    {
        lock (_lock)
            _messages.Add(Encoding.UTF8.GetString(message));
    }

    private async Task<Stream> SecureAsync(NetworkStream stream, CancellationToken stop)
    {
        if (_certificates is null)
            return stream;
        var ssl = new SslStream(stream);
        var certificate = _certificates.Load("server");
        await ssl.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
                EnabledSslProtocols = Protocols,
                ClientCertificateRequired = WantsClientCertificate,
                RemoteCertificateValidationCallback = (_, shown, _, _) => !WantsClientCertificate || shown is not null,
            },
            stop);
        lock (_lock)
            Subjects.Add(ssl.RemoteCertificate?.Subject ?? "");
        return ssl;
    }

    private sealed class Release(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
