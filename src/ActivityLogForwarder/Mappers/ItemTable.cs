namespace ActivityLogForwarder.Mappers;

/// <summary>The nodes of the known members of each object in an array of like objects.</summary>
/// <param name="first">The first of the members, which follow each other.</param>
/// <param name="width">How many they are.</param>
internal sealed class ItemTable(Member first, int width)
{
    private const int Kept = 4096;

    private int[] _nodes = new int[16 * width];

    public int Count { get; private set; }

    public int this[int item, Member member] => _nodes[(item * width) + (member - first)];

    /// <summary>Adds an object without members.</summary>
    public void Add()
    {
        var end = (Count + 1) * width;
        if (end > _nodes.Length)
            Array.Resize(ref _nodes, 2 * _nodes.Length);
        _nodes.AsSpan(Count * width, width).Clear();
        Count++;
    }

    /// <summary>The member's node in the object added last.</summary>
    public ref int Last(Member member) => ref _nodes[((Count - 1) * width) + (member - first)];

    public void Clear()
    {
        Count = 0;
        if (_nodes.Length > Kept)
            _nodes = new int[Kept];
    }
}
