using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Sinks.Kafka;
using ActivityLogForwarder.Tests.Sinks.Syslog;
using Confluent.Kafka;

namespace ActivityLogForwarder.IntegrationTests.Receivers;

/// <summary>
/// A Kafka broker of the time before idempotence and headers (0.9.0.1) with a ZooKeeper of its own. It listens on
/// loopback, in the clear and with mutual TLS. Topics come into being when they are asked for.
/// </summary>
internal sealed class KafkaBroker : IAsyncDisposable
{
    public const int PartitionCount = 3;

    /// <summary>What a client must be told to speak to it: it cannot be asked what it knows.</summary>
    public static readonly (string Name, string Value)[] OldProtocol = [("api.version.request", "false"), ("broker.version.fallback", "0.9.0.1")];

    private const string Password = "changeit";
    private const int Attempts = 10;

    // Starting takes seconds, and what a killed broker left in ZooKeeper lasts for three.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("alf-kafka-");
    private readonly IReadOnlyDictionary<string, string> _paths;
    private Process? _zooKeeper;
    private Process? _broker;
    private int _port;
    private int _tlsPort;

    private KafkaBroker(IReadOnlyDictionary<string, string> paths)
    {
        _paths = paths;
        Certificates = new TestCertificates(_folder.FullName);
    }

    public TestCertificates Certificates { get; }

    public string Servers => $"127.0.0.1:{_port}";

    public string TlsServers => $"127.0.0.1:{_tlsPort}";

    /// <summary>Starts one; skips the test where it cannot be had.</summary>
    public static async Task<KafkaBroker> OpenAsync()
    {
        var broker = new KafkaBroker(await ServerScript.Kafka.PathsAsync());
        try
        {
            await broker.WriteStoresAsync();
            // A port chosen may be another's by the time it is bound.
            for (var attempt = 1; !await broker.TryBeginAsync(); attempt++)
            {
                if (attempt == Attempts)
                    throw new InvalidOperationException($"The broker does not start: {broker.Log()}");
                await broker.EndAsync();
            }

            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Starts it if it does not run, with what it had kept, and returns once it leads every partition of the topic,
    /// which is made if it is missing.
    /// </summary>
    public async Task StartAsync(string topic)
    {
        Librdkafka.Require();
        using var client = Client();
        using var patience = new CancellationTokenSource(Patience);
        while (!IsReady(client, topic))
        {
            // One that was killed is still registered for a while, and the new one ends for it.
            if (_broker is { HasExited: true })
                await EndBrokerAsync("KILL");
            _broker ??= Run("broker", "-Xmx192m", "kafka.Kafka", "server.properties");
            if (patience.IsCancellationRequested)
                throw new InvalidOperationException($"The broker does not lead {topic}: {Log()}");
            await Task.Delay(50, CancellationToken.None);
        }
    }

    /// <summary>Ends it as a service manager does.</summary>
    public Task StopAsync() => EndBrokerAsync("TERM");

    /// <summary>Ends it in the middle of whatever it does.</summary>
    public Task KillAsync() => EndBrokerAsync("KILL");

    /// <summary>Lets it hang until what is returned is disposed.</summary>
    public IDisposable Hold()
    {
        Signal(_broker!, "STOP");
        return new Release(() => Signal(_broker!, "CONT"));
    }

    /// <summary>Every record of the topic, partition by partition, in its order.</summary>
    public IReadOnlyList<KafkaMessage> Read(string topic) => KafkaReader.Read(Servers, topic, PartitionCount, OldProtocol);

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        Certificates.Dispose();
        _folder.Delete(recursive: true);
    }

    // What answers must be the broker that runs now, not what is left of one that ends.
    private bool IsReady(IAdminClient client, string topic)
    {
        if (_broker is null or { HasExited: true })
            return false;
        try
        {
            var found = client.GetMetadata(topic, TimeSpan.FromSeconds(1)).Topics.SingleOrDefault(candidate => candidate.Topic == topic);
            return found is { Error.IsError: false, Partitions.Count: PartitionCount }
                && found.Partitions.All(partition => partition is { Leader: 1, Error.IsError: false }) && !_broker.HasExited;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    // Below those that the system gives to clients: while the broker is away, nobody gets its port by chance, least of
    // all a client that dials it and so would meet itself.
    private static int FreePort()
    {
        while (true)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(15_000, 32_000));
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken: another.
            }
        }
    }

    private static async Task<bool> ListensAsync(Process process, int port, CancellationToken patience)
    {
        while (!process.HasExited)
        {
            patience.ThrowIfCancellationRequested();
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, patience);
                return true;
            }
            catch (SocketException)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        }

        return false;
    }

    private static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private static async Task EndAsync(Process process, string signal)
    {
        if (!process.HasExited)
            Signal(process, signal);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task<bool> TryBeginAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var zooKeeperPort = FreePort();
        (_port, _tlsPort) = (FreePort(), FreePort());
        await File.WriteAllTextAsync(PathOf("zookeeper.properties"), ZooKeeperProperties(zooKeeperPort));
        await File.WriteAllTextAsync(PathOf("server.properties"), BrokerProperties(zooKeeperPort));
        _zooKeeper = Run("zookeeper", "-Xmx64m", "org.apache.zookeeper.server.quorum.QuorumPeerMain", "zookeeper.properties");
        if (!await ListensAsync(_zooKeeper, zooKeeperPort, patience.Token))
            return false;
        _broker = Run("broker", "-Xmx192m", "kafka.Kafka", "server.properties");
        return await ListensAsync(_broker, _tlsPort, patience.Token);
    }

    private async Task EndAsync()
    {
        await EndBrokerAsync("KILL");
        if (_zooKeeper is not null)
            await EndAsync(_zooKeeper, "KILL");
        _zooKeeper = null;
    }

    private async Task EndBrokerAsync(string signal)
    {
        if (_broker is not null)
            await EndAsync(_broker, signal);
        _broker = null;
    }

    // The key store is one of ours; of what a trust store must say about itself only keytool knows.
    private async Task WriteStoresAsync()
    {
        using var server = Certificates.Load("server");
        await File.WriteAllBytesAsync(PathOf("server.p12"), server.Export(X509ContentType.Pkcs12, Password));
        using var keytool = Process.Start(new ProcessStartInfo(
            _paths["KEYTOOL"], ["-importcert", "-noprompt", "-alias", "ca", "-file", Certificates.CaFile, "-keystore", PathOf("trust.p12"), "-storepass", Password])
        { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await keytool.WaitForExitAsync();
        Assert.Equal(0, keytool.ExitCode);
    }

    private Process Run(string name, string memory, string program, string properties) => Process.Start(new ProcessStartInfo(
        "bash",
        [
            "-c", "exec \"$@\" >>\"$0\" 2>&1", PathOf(name + ".log"), _paths["JAVA"], memory, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            $"-Dlog4j.configuration=file:{_paths["KAFKA"]}/config/tools-log4j.properties", "-cp", $"{_paths["KAFKA"]}/libs/*", program, PathOf(properties),
        ])
    { WorkingDirectory = _folder.FullName })!;

    private string ZooKeeperProperties(int port) => $"""
        dataDir={PathOf("zookeeper")}
        tickTime=1000
        clientPort={port}
        clientPortAddress=127.0.0.1
        maxClientCnxns=0

        """;

    // The cleaner would take 128 MB at once; only compacted topics need it.
    private string BrokerProperties(int zooKeeperPort) => $"""
        broker.id=1
        listeners=PLAINTEXT://127.0.0.1:{_port},SSL://127.0.0.1:{_tlsPort}
        log.dirs={PathOf("logs")}
        zookeeper.connect=127.0.0.1:{zooKeeperPort}
        zookeeper.connection.timeout.ms=60000
        zookeeper.session.timeout.ms=3000
        num.partitions={PartitionCount}
        num.io.threads=2
        num.network.threads=2
        background.threads=2
        auto.create.topics.enable=true
        controlled.shutdown.enable=false
        log.cleaner.enable=false
        message.max.bytes=10000000
        replica.fetch.max.bytes=10000000
        ssl.keystore.location={PathOf("server.p12")}
        ssl.keystore.type=PKCS12
        ssl.keystore.password={Password}
        ssl.key.password={Password}
        ssl.truststore.location={PathOf("trust.p12")}
        ssl.truststore.type=PKCS12
        ssl.truststore.password={Password}
        ssl.client.auth=required
        ssl.enabled.protocols=TLSv1.2

        """;

    private IAdminClient Client()
    {
        var settings = OldProtocol.ToDictionary(setting => setting.Name, setting => setting.Value);
        return new AdminClientBuilder(new AdminClientConfig(settings) { BootstrapServers = Servers, ReconnectBackoffMs = 10, ReconnectBackoffMaxMs = 100 })
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private string Log() => string.Join('\n', Directory.EnumerateFiles(_folder.FullName, "*.log").SelectMany(file => File.ReadLines(file).TakeLast(10)));

    private sealed class Release(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
