using System.Globalization;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>Everything a configuration of the product may send to.</summary>
internal sealed class Receivers : IAsyncDisposable
{
    private readonly BulkReceiver _http = new();
    private readonly SyslogReceiver _syslog = new();
    private readonly KafkaReceiver? _kafka;
    private readonly string _sinks;

    /// <param name="sinks">Sinks with <c>{http}</c>, <c>{syslog}</c>, <c>{kafka}</c> (ports) and <c>{folder}</c> in it.</param>
    public Receivers(string sinks)
    {
        _sinks = sinks;
        _kafka = sinks.Contains("{kafka}", StringComparison.Ordinal) ? new KafkaReceiver() : null;
    }

    /// <summary>Events taken by all of them together.</summary>
    public long Count => _http.Count + _syslog.Count + (_kafka?.Count ?? 0);

    /// <summary>When the first event came, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>; null: none came.</summary>
    public long? FirstAt => new[] { _http.FirstAt, _syslog.FirstAt, _kafka?.FirstAt ?? 0 }.Where(at => at != 0).Cast<long?>().Min();

    /// <summary>The sinks as the configuration has them.</summary>
    public string SinksIn(string folder) => _sinks
        .Replace("{http}", Port(_http), StringComparison.Ordinal)
        .Replace("{syslog}", Port(_syslog), StringComparison.Ordinal)
        .Replace("{kafka}", _kafka is null ? "" : Port(_kafka), StringComparison.Ordinal)
        .Replace("{folder}", folder, StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _http.DisposeAsync().ConfigureAwait(false);
        await _syslog.DisposeAsync().ConfigureAwait(false);
        if (_kafka is not null)
            await _kafka.DisposeAsync().ConfigureAwait(false);
    }

    private static string Port(Receiver receiver) => receiver.Port.ToString(CultureInfo.InvariantCulture);
}
