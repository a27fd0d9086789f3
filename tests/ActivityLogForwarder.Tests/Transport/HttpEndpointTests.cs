using System.Net;
using System.Net.Sockets;
using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Tests.Transport;

public sealed class HttpEndpointTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_hangs_up_on_large_bodies_is_asked_first_at_the_second_attempt()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeAsync(listener);
        using var endpoint = Endpoint();
        Assert.Equal("connection-lost", (await Assert.ThrowsAsync<SinkException>(() => PostAsync(endpoint, listener))).Code);
        using var answer = await PostAsync(endpoint, listener);
        Assert.Equal(413, answer.Status);
        await serving;
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_short()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = FloodAsync(listener);
        using var endpoint = Endpoint();
        Assert.Equal("answer-too-large", (await Assert.ThrowsAsync<SinkException>(() => PostAsync(endpoint, listener))).Code);
        await serving;
    }

    [Fact]
    public async Task Using_it_after_its_end_is_a_programming_error()
    {
        var endpoint = Endpoint();
        endpoint.Dispose();
        endpoint.Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1:1");
        await Assert.ThrowsAsync<ObjectDisposedException>(() => endpoint.SendAsync(request, 100, Token));
    }

    private static HttpEndpoint Endpoint() => new(new TlsOptions(), new HttpAuthentication(), TimeSpan.FromSeconds(30), TimeProvider.System);

    private static async Task<HttpAnswer> PostAsync(HttpEndpoint endpoint, TcpListener listener)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{listener.LocalEndpoint}/");
        request.Content = new ByteArrayContent(new byte[20 << 20]);
        return await endpoint.SendAsync(request, 1000, Token);
    }

    // Resets the connection when a body comes unasked, as a gateway does whose answer is lost in the reset.
    private static async Task ServeAsync(TcpListener listener)
    {
        for (var isRefused = false; !isRefused;)
        {
            using var client = await listener.AcceptTcpClientAsync(Token);
            client.LingerState = new LingerOption(true, 0);
            var head = await HeadAsync(client.GetStream());
            if (!head.Contains("100-continue", StringComparison.OrdinalIgnoreCase))
                continue;
            await client.GetStream().WriteAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), Token);
            client.LingerState = new LingerOption(false, 0);
            isRefused = true;
        }
    }

    private static async Task FloodAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(Token);
        var stream = client.GetStream();
        await HeadAsync(stream);
        var body = new byte[20 << 20];
        await stream.ReadExactlyAsync(body.AsMemory(1), Token);
        try
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8.ToArray(), Token);
            while (true)
                await stream.WriteAsync(body, Token);
        }
        catch (IOException)
        {
            // The client has had enough, as it should.
        }
    }

    // The head, and the first byte of a body if one comes with it unasked.
    private static async Task<string> HeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var next = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(next, Token);
            head.Append((char)next[0]);
        }

        if (!head.ToString().Contains("100-continue", StringComparison.OrdinalIgnoreCase))
            await stream.ReadExactlyAsync(next, Token);
        return head.ToString();
    }
}
