using System.Globalization;
using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Core.Completeness;

/// <summary>An event of the model's log.</summary>
/// <param name="Time">When it happened, and where the API finds it.</param>
/// <param name="HasTime">Whether it says so itself.</param>
/// <param name="Listings">How often the API lists, and counts, it.</param>
internal sealed record ModelEvent(string Id, DateTime Time, bool HasTime, int Listings)
{
    public EventKey Key { get; } = EventId.KeyOf(Encoding.ASCII.GetBytes(Id));

    public bool IsHidden { get; set; }
}

/// <summary>An API in memory that does what it is told, and nothing by chance.</summary>
internal sealed class ModelLog(TimeProvider clock) : IEventSource
{
    /// <summary>Events one read gives at most, but for those of a single second.</summary>
    private const int Portion = 5;

    /// <summary>Events of one second that can be reached while <see cref="IsNarrow"/>.</summary>
    public const int Reachable = 8;

    private readonly Lock _lock = new();
    private readonly List<ModelEvent> _events = [];

    /// <summary>Whether a second that holds more than <see cref="Reachable"/> is not given out whole.</summary>
    public bool IsNarrow { get; set; }

    public bool HasTotals { get; set; } = true;

    /// <summary>So many of the next reads are inconsistent and lack every second event.</summary>
    public int Untrusted { get; set; }

    /// <summary>So many of the next requests fail.</summary>
    public int Failing { get; set; }

    /// <summary>Told between counting and reading, where whatever changes is most harmful.</summary>
    public Action? BeforeRead { get; set; }

    public IReadOnlyList<ModelEvent> Events
    {
        get
        {
            lock (_lock)
                return [.. _events];
        }
    }

    public IEnumerable<ModelEvent> Visible => Events.Where(logged => !logged.IsHidden);

    public bool IsSaturated => IsNarrow && Visible.GroupBy(logged => Window.FloorToSecond(logged.Time)).Any(second => second.Count() > Reachable);

    public void Add(ModelEvent logged)
    {
        lock (_lock)
            _events.Add(logged);
    }

    public DateTime LatestEnd(Contract contract) => Window.FloorToSecond(clock.GetUtcNow().UtcDateTime);

    public async Task<WindowRead> ReadAsync(Contract contract, Window window, ReadPriority priority, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        BeforeRead?.Invoke();
        lock (_lock)
        {
            Fail();
            if (window.End > LatestEnd(contract))
                throw new InvalidOperationException("The window lies in the future.");
            var inside = Visible.Where(logged => window.Contains(logged.Time)).OrderBy(logged => logged.Time).ToList();
            if (inside.Count > Portion && window.Length > TimeSpan.FromSeconds(1))
            {
                var end = Window.FloorToSecond(inside[Portion].Time);
                window = new Window(window.Start, end > window.Start ? end : window.Start.AddSeconds(1));
                inside.RemoveAll(logged => !window.Contains(logged.Time));
            }

            var isSaturated = IsNarrow && window.Length == TimeSpan.FromSeconds(1) && inside.Count > Reachable;
            if (isSaturated)
                inside.RemoveRange(Reachable, inside.Count - Reachable);
            var isTrusted = Untrusted == 0;
            if (!isTrusted)
            {
                Untrusted--;
                inside = [.. inside.Where((_, index) => index % 2 == 0)];
            }

            var events = inside.Select(logged => new ActivityEvent(
                Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{logged.Id}}"}""")),
                EventId.FromText(Encoding.ASCII.GetBytes(logged.Id)), contract, logged.HasTime ? logged.Time : window.Start, logged.HasTime)).ToList();
            return new WindowRead(window, events, null) { IsTrusted = isTrusted, IsSaturated = isSaturated };
        }
    }

    public async Task<long?> CountAsync(Contract contract, Window window, ReadPriority priority, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (_lock)
        {
            Fail();
            return HasTotals ? Visible.Where(logged => window.Contains(logged.Time)).Sum(logged => (long)logged.Listings) : null;
        }
    }

    private void Fail()
    {
        if (Failing == 0)
            return;
        Failing--;
        throw new SourceException("http-503", "503 Service Unavailable");
    }
}

/// <summary>A clock that stands where it is put, while waits take their real time.</summary>
internal sealed class StandingClock : TimeProvider
{
    private long _ticks = new DateTime(2026, 11, 22, 12, 20, 0, DateTimeKind.Utc).Ticks;

    public DateTime Now => new(Interlocked.Read(ref _ticks), DateTimeKind.Utc);

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
