using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActivityLogForwarder.Tests.Sinks;

/// <summary>An HTTP server on loopback that can go down and come back at its port, and let requests wait.</summary>
/// <param name="answer">Answers a request.</param>
public sealed class LoopbackServer(RequestDelegate answer) : IAsyncDisposable
{
    private WebApplication? _server;
    private int _port;
    private long _asked;
    private volatile TaskCompletionSource? _hold;

    public Uri Url => new($"http://127.0.0.1:{_port}");

    /// <summary>Requests of any kind.</summary>
    public long Asked => Interlocked.Read(ref _asked);

    public async Task UpAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, _port);
        });
        _server = builder.Build();
        _server.Run(AnswerAsync);
        await _server.StartAsync();
        _port = new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
    }

    /// <summary>Stops listening and drops every connection.</summary>
    public async Task DownAsync()
    {
        if (_server is null)
            return;
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        try
        {
            await _server.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // Connections are dropped rather than waited for, as asked.
        }

        await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>Lets requests wait until what is returned is disposed.</summary>
    public IDisposable Hold()
    {
        var hold = _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Release(() =>
        {
            _hold = null;
            hold.SetResult();
        });
    }

    public async ValueTask DisposeAsync() => await DownAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _asked);
        if (_hold is { } hold)
            await hold.Task.WaitAsync(context.RequestAborted);
        await answer(context);
    }

    private sealed class Release(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
