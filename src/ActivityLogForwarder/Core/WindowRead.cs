using System.Runtime.InteropServices;

namespace ActivityLogForwarder.Core;

/// <summary>
/// The events of one window, read and sorted, with the buffers they lie in. Several lanes may hold it; the last
/// <see cref="Dispose"/> gives the buffers back.
/// </summary>
public sealed class WindowRead : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<MappedEvents> _mapped = [];
    private readonly List<ActivityEvent> _events;
    private readonly IDisposable? _buffers;
    private int _holders = 1;

    /// <param name="window">What was read whole: a first part of what was asked for, or all of it.</param>
    /// <param name="events">Sorted by time, then in the order in which the API gave them; ids are distinct.</param>
    /// <param name="buffers">The memory that the events point into; disposed with this object.</param>
    public WindowRead(Window window, IReadOnlyList<ActivityEvent> events, IDisposable? buffers)
    {
        Window = window;
        _events = events as List<ActivityEvent> ?? [.. events];
        _buffers = buffers;
    }

    public Window Window { get; }

    public IReadOnlyList<ActivityEvent> Events => _events;

    /// <summary>The same, for those who look at each of them.</summary>
    internal ReadOnlySpan<ActivityEvent> EventSpan => CollectionsMarshal.AsSpan(_events);

    /// <summary>
    /// Whether the walk was consistent. If not, the events are real, but others may be missing: deliver them, leave
    /// the cursor where it is and read again.
    /// </summary>
    public bool IsTrusted { get; init; } = true;

    /// <summary>
    /// Whether the window is a single second that holds more events than the API gives out: what could be reached
    /// is here, the rest is an open gap.
    /// </summary>
    public bool IsSaturated { get; init; }

    /// <summary>Bytes of memory that the events lie in.</summary>
    public long Bytes { get; init; }

    /// <summary>Lets another lane hold the same events. False when they are gone already.</summary>
    public bool TryShare()
    {
        lock (_lock)
        {
            if (_holders == 0)
                return false;
            _holders++;
            return true;
        }
    }

    /// <summary>The events as the mapper writes them, made once for all lanes with an equal mapper.</summary>
    public MappedEvents Map(IMapper mapper)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_holders == 0, this);
            var mapped = _mapped.Find(existing => existing.Mapper.Equals(mapper));
            if (mapped is null)
                _mapped.Add(mapped = new MappedEvents(mapper, _events));
            return mapped;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_holders == 0 || --_holders > 0)
                return;
        }

        foreach (var mapped in _mapped)
            mapped.Dispose();
        _buffers?.Dispose();
    }
}
