using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ActivityLogForwarder.Simulator.Http;

/// <summary>
/// Kestrel on the loopback address, without a host around it: it writes nothing and listens to no signals, so that it
/// may run inside another program.
/// </summary>
internal sealed class HttpServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly ApiOperations _api;
    private readonly ControlOperations _control;
    private readonly KestrelServer _server;

    private HttpServer(Simulation simulation)
    {
        _api = new ApiOperations(simulation);
        _control = new ControlOperations(simulation);
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Listen(IPAddress.Loopback, simulation.Options.Port);
        _server = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance),
            NullLoggerFactory.Instance);
    }

    public Uri Url => new(_server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<HttpServer> StartAsync(Simulation simulation, CancellationToken cancellationToken)
    {
        var server = new HttpServer(simulation);
        try
        {
            await server._server.StartAsync(server, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            server._server.Dispose();
            throw;
        }
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public Task ProcessRequestAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path.StartsWith(ControlOperations.Path, StringComparison.Ordinal))
            return _control.AnswerAsync(context, path[ControlOperations.Path.Length..]);
        if (path == ApiOperations.Path || path == ApiOperations.Path + "/")
            return _api.AnswerAsync(context, "");
        if (path.StartsWith(ApiOperations.Path + "/", StringComparison.Ordinal))
            return _api.AnswerAsync(context, path[(ApiOperations.Path.Length + 1)..]);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    /// <summary>Closes all connections at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _server.Dispose();
    }
}
