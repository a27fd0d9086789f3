namespace ActivityLogForwarder.Simulator.Log;

/// <summary>What a hit shows of its event.</summary>
internal enum HitKind : byte
{
    Event,

    /// <summary>The same document once more.</summary>
    Duplicate,

    /// <summary>Another document with the same bytes.</summary>
    Twin,

    /// <summary>No event at all: <c>_source</c> is null.</summary>
    NullSource,

    /// <summary>No event at all: there is no <c>_source</c>.</summary>
    NoSource,
}

/// <summary>An entry of a search result.</summary>
/// <param name="Index">The made-up event's index, or <c>~i</c> for the i-th kept event.</param>
/// <param name="Ticks">The event's time.</param>
/// <param name="Kind">What the hit shows of it.</param>
internal readonly record struct Hit(long Index, long Ticks, HitKind Kind)
{
    public bool IsAdded => Index < 0;

    public int AddedIndex => (int)~Index;

    public bool HasEvent => Kind is not (HitKind.NullSource or HitKind.NoSource);
}
