using System.Net;
using System.Net.Sockets;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace ActivityLogForwarder.Operations.Http;

/// <summary>
/// Serves health, readiness, metrics and status over HTTP/1.1. It is Kestrel alone: no host, which would catch signals
/// and read configuration that is not ours.
/// </summary>
public sealed class OperationsServer : IAsyncDisposable
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(2);

    private readonly KestrelServer _server;

    private OperationsServer(KestrelServer server, Uri url)
    {
        _server = server;
        Url = url;
    }

    /// <summary>Where it listens, with the port that the system chose.</summary>
    public Uri Url { get; }

    /// <summary>Opens the port and serves until disposed.</summary>
    /// <param name="options">Where, and for whom.</param>
    /// <param name="status">The picture of now; called once a request, from any thread.</param>
    /// <param name="metrics">Whose counters are shown.</param>
    /// <param name="collector">What has added them up.</param>
    /// <param name="loggers">Where Kestrel reports.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="ListenException">The port cannot be opened.</exception>
    public static async Task<OperationsServer> StartAsync(
        OperationsOptions options, Func<ForwarderStatus> status, ForwarderMetrics metrics, MetricsCollector collector,
        ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        kestrel.Limits.MaxConcurrentConnections = 100;
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        // Of itself "every address" fails where IPv6 is switched off; this falls back to IPv4.
        if (options.Listen.Address.Equals(IPAddress.IPv6Any))
            kestrel.ListenAnyIP(options.Listen.Port, listen => listen.Protocols = HttpProtocols.Http1);
        else
            kestrel.Listen(options.Listen, listen => listen.Protocols = HttpProtocols.Http1);

        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers);
        var server = new KestrelServer(Options.Create(kestrel), transport, loggers);
        try
        {
            await server.StartAsync(
                new OperationsApplication(new Guard(options), status, metrics, collector), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            server.Dispose();
            throw new ListenException(Explain(options.Listen, exception), exception);
        }

        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new OperationsServer(server, new Uri(address));
    }

    /// <summary>Lets requests under way finish, for a short time, and closes the port.</summary>
    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(StopWithin);
        await _server.StopAsync(timeout.Token);
        _server.Dispose();
    }

    private static string Explain(IPEndPoint listen, Exception exception)
    {
        var cause = exception is SocketException socket ? socket.SocketErrorCode
            : exception.InnerException is AddressInUseException ? SocketError.AddressAlreadyInUse
            : (exception.InnerException as SocketException)?.SocketErrorCode;
        var why = cause switch
        {
            SocketError.AddressAlreadyInUse => "is in use by another program: end that, or choose another port",
            SocketError.AccessDenied => "may not be opened by this user: choose a port from 1024 on",
            SocketError.AddressNotAvailable => "is no address of this machine: choose one that is",
            _ => "cannot be opened: choose another address",
        };
        return $"http.listen: {listen} {why}, or leave out the section http to serve no status.";
    }
}
