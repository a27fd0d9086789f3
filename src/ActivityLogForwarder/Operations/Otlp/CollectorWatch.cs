namespace ActivityLogForwarder.Operations.Otlp;

/// <summary>Says once that the collector does not take what is sent, and once that it does again.</summary>
/// <param name="log">The log.</param>
/// <param name="collector">Host and port, as the log shows them.</param>
internal sealed partial class CollectorWatch(ILogger log, string collector)
{
    private int _isFailing;

    /// <summary>What fails while the program ends is not worth a word.</summary>
    public bool IsEnding { get; set; }

    /// <summary>A handler that sends with the given one and watches what comes back.</summary>
    public HttpMessageHandler Around(HttpMessageHandler inner) => new Handler(this) { InnerHandler = inner };

    private void Seen(string? failure)
    {
        if (IsEnding || Interlocked.Exchange(ref _isFailing, failure is null ? 0 : 1) == (failure is null ? 0 : 1))
            return;
        if (failure is null)
            LogBack(log, collector);
        else
            LogFailing(log, collector, failure);
    }

    [LoggerMessage(LogLevel.Warning, "The collector {Collector} takes no metrics or traces: {Reason}; what is not taken is dropped, events are not affected")]
    private static partial void LogFailing(ILogger log, string collector, string reason);

    [LoggerMessage(LogLevel.Information, "The collector {Collector} takes metrics and traces again")]
    private static partial void LogBack(ILogger log, string collector);

    private sealed class Handler(CollectorWatch watch) : DelegatingHandler
    {
        // The exporter sends from a thread of its own, without awaiting.
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return Judge(base.Send(request, cancellationToken));
            }
            catch (Exception exception)
            {
                Failed(exception);
                throw;
            }
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return Judge(await base.SendAsync(request, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception)
            {
                Failed(exception);
                throw;
            }
        }

        private HttpResponseMessage Judge(HttpResponseMessage response)
        {
            watch.Seen(response.IsSuccessStatusCode ? null : $"HTTP {(int)response.StatusCode}");
            return response;
        }

        private void Failed(Exception exception) => watch.Seen(exception switch
        {
            HttpRequestException { HttpRequestError: var error } => error.ToString(),
            OperationCanceledException => "timeout",
            _ => exception.GetType().Name,
        });
    }
}
