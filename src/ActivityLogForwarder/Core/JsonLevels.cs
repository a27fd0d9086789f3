namespace ActivityLogForwarder.Core;

/// <summary>The objects and arrays that are open in a JSON document, one bit each.</summary>
internal struct JsonLevels
{
    private const int Inner = 64;

    // The innermost levels; those further out are put away 64 by 64.
    private ulong _objects;
    private ulong[]? _outer;

    public int Count { get; private set; }

    /// <summary>Whether the innermost level is an object.</summary>
    public readonly bool IsInObject => (_objects & 1) != 0;

    public void Open(bool isObject)
    {
        if (Count > 0 && Count % Inner == 0)
            PutAway();
        _objects = (_objects << 1) | (isObject ? 1UL : 0UL);
        Count++;
    }

    public void Close()
    {
        _objects >>= 1;
        Count--;
        if (Count > 0 && Count % Inner == 0)
            _objects = _outer![(Count / Inner) - 1];
    }

    private void PutAway()
    {
        var index = (Count / Inner) - 1;
        if (_outer is null || index == _outer.Length)
            Array.Resize(ref _outer, Math.Max(4, 2 * index));
        _outer[index] = _objects;
    }
}
