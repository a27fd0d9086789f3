using System.Net;

namespace ActivityLogForwarder.Operations.Http;

/// <summary>What the probe found.</summary>
/// <param name="Message">One line for the operator; nothing quoted from the answer.</param>
public sealed record HealthResult(bool IsHealthy, string Message);

/// <summary>Asks a running forwarder whether it lives: for containers without a shell.</summary>
public static class HealthProbe
{
    /// <summary>Where a forwarder with the default configuration listens.</summary>
    public static readonly Uri DefaultUrl = new("http://127.0.0.1:8080/healthz");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <param name="url">The address of <c>/healthz</c>, or of the server.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<HealthResult> CheckAsync(Uri url, CancellationToken cancellationToken = default)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https"))
            return new(false, "the URL must begin with http:// or https://");
        var target = url.AbsolutePath == "/" ? new Uri(url, "/healthz") : url;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        // A proxy of the environment is for the world outside, not for the forwarder next to us.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler);
        try
        {
            using var response = await client.GetAsync(target, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            return response.StatusCode == HttpStatusCode.OK
                ? new(true, "healthy")
                : new(false, $"{target.GetLeftPart(UriPartial.Path)} answered {(int)response.StatusCode}");
        }
        catch (HttpRequestException exception)
        {
            return new(false, $"{target.GetLeftPart(UriPartial.Path)} cannot be asked: {exception.HttpRequestError}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(false, $"{target.GetLeftPart(UriPartial.Path)} did not answer within {Patience.TotalSeconds} s");
        }
    }
}
