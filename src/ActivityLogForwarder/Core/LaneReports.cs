namespace ActivityLogForwarder.Core;

/// <summary>Writes what is wrong with lanes into the state whenever it changes, so that <c>status</c> can tell.</summary>
public sealed partial class LaneReports(Pump pump, ICheckpointStore store, ILogger log) : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Dictionary<LaneKey, LaneReport> _written = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    /// <summary>Begins; disposing what is returned writes a last time and ends it.</summary>
    public IAsyncDisposable Start()
    {
        _loop = Task.Run(async () =>
        {
            while (!_stop.IsCancellationRequested)
            {
                await WriteAsync().ConfigureAwait(false);
                await Task.Delay(Every, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        await WriteAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task WriteAsync()
    {
        var changed = new Dictionary<LaneKey, LaneReport>();
        foreach (var poll in pump.Polls)
        {
            foreach (var lane in poll.Lanes)
            {
                var report = LaneReport.Of(poll, lane);
                var known = _written.GetValueOrDefault(lane.Key);
                // The time alone changing at every retry is not worth a write.
                if (known is null || known.IsHeld != report.IsHeld || known.LastError != report.LastError)
                    changed[lane.Key] = report;
            }
        }

        if (changed.Count == 0)
            return;
        try
        {
            await store.ReportAsync(changed, CancellationToken.None).ConfigureAwait(false);
            foreach (var (lane, report) in changed)
                _written[lane] = report;
        }
        catch (StateException exception)
        {
            LogFailed(log, exception.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The status could not be written to the state: {Reason}")]
    private static partial void LogFailed(ILogger log, string reason);
}
