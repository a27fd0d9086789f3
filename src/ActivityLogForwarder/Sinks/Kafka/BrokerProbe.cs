using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>
/// Dials the brokers as librdkafka does, to say what it keeps to itself: which name, which refusal, which certificate.
/// </summary>
internal static class BrokerProbe
{
    private const int DefaultPort = 9092;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>What keeps us from the first broker, if there is none that can be spoken to; null: one can.</summary>
    public static async Task<SinkException?> FindAsync(KafkaOptions options, CancellationToken cancellationToken)
    {
        SinkException? first = null;
        foreach (var server in options.BootstrapServers.Split(',', StringSplitOptions.TrimEntries))
        {
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            wait.CancelAfter(LongestWait);
            try
            {
                await DialAsync(server, options, wait.Token).ConfigureAwait(false);
                return null;
            }
            catch (Exception exception) when (ConnectionFailures.IsKnown(exception))
            {
                cancellationToken.ThrowIfCancellationRequested();
                first ??= ConnectionFailures.From(exception, server);
            }
        }

        return first;
    }

    private static async Task DialAsync(string server, KafkaOptions options, CancellationToken cancellationToken)
    {
        var (host, port) = Parse(server);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new DnsEndPoint(host, port), cancellationToken).ConfigureAwait(false);
        if (!options.SecurityProtocol.EndsWith("ssl", StringComparison.Ordinal))
            return;
        var ssl = new SslStream(new NetworkStream(socket));
        await using (ssl.ConfigureAwait(false))
        {
            var settings = new SslClientAuthenticationOptions { TargetHost = host };
            Certificates.Configure(settings, options.Tls);
            await ssl.AuthenticateAsClientAsync(settings, cancellationToken).ConfigureAwait(false);
        }
    }

    private static (string Host, int Port) Parse(string server)
    {
        var colon = server.LastIndexOf(':');
        return colon > server.LastIndexOf(']') && int.TryParse(server.AsSpan(colon + 1), out var port)
            ? (server[..colon].Trim('[', ']'), port)
            : (server.Trim('[', ']'), DefaultPort);
    }
}
