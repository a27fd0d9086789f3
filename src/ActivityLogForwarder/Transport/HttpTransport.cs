using System.Net;
using System.Net.Security;

namespace ActivityLogForwarder.Transport;

/// <summary>The one way HTTP connections are made: no redirect is followed, nothing is remembered.</summary>
public static class HttpTransport
{
    /// <summary>
    /// A client that follows no redirect and keeps no cookie. Its time-out is the caller's to set, by a cancellation
    /// token that spans the whole answer.
    /// </summary>
    /// <param name="tls">Trust and client certificate.</param>
    /// <param name="proxy">A proxy; null: as <c>HTTPS_PROXY</c> and <c>NO_PROXY</c> say.</param>
    public static HttpClient CreateClient(TlsOptions tls, Uri? proxy = null) =>
        new(CreateHandler(tls, proxy)) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>What such a client sends with, to be wrapped.</summary>
    public static SocketsHttpHandler CreateHandler(TlsOptions tls, Uri? proxy = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
            ConnectTimeout = TimeSpan.FromSeconds(15),
            // Our spans are no business of those we talk to.
            ActivityHeadersPropagator = null,
            SslOptions = new SslClientAuthenticationOptions(),
        };
        if (proxy is not null)
            handler.Proxy = new WebProxy(proxy);
        Certificates.Configure(handler.SslOptions, tls);
        return handler;
    }
}
