using System.Text.Json;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers;

/// <summary>
/// All values of an event, read in one pass, in the order in which they stand. Reused from event to event, so that
/// reading one allocates nothing. Of repeated members the last one counts.
/// </summary>
internal sealed class EventNodes
{
    /// <summary>
    /// Levels of objects and arrays that become nodes, the event itself being the first: as many as Elasticsearch's
    /// <c>flattened</c> field allows. What lies deeper is kept whole, as text.
    /// </summary>
    public const int MaxLevels = 20;

    private const int Kept = 4096;

    private readonly int[] _known = new int[KnownMembers.Count];

    // Three nodes a resource, two a message: a node is 0 where the member is absent.
    private readonly ItemTable _resources = new(Member.ResourceType, 3);
    private readonly ItemTable _messages = new(Member.MessageCode, 2);

    private EventNode[] _nodes = new EventNode[128];

    /// <summary>The number of nodes; the first is the event itself.</summary>
    public int Count { get; private set; }

    public int ResourceCount => _resources.Count;

    public int MessageCount => _messages.Count;

    public ref EventNode this[int index] => ref _nodes[index];

    /// <summary>The node of a member that an event has once; 0: absent.</summary>
    public int Find(Member member) => _known[(int)member];

    /// <summary>The node of a member of a resource; 0: absent.</summary>
    public int FindInResource(int resource, Member member) =>
        _resources[resource, member == Member.ResourceActions ? Member.ResourceAction : member];

    /// <summary>The node of a member of an error message; 0: absent.</summary>
    public int FindInMessage(int message, Member member) => _messages[message, member];

    /// <summary>Reads an event. True when anything in it holds escapes.</summary>
    /// <exception cref="JsonException">The bytes are not one JSON object.</exception>
    public bool Read(ReadOnlySpan<byte> source)
    {
        Reset();
        var reader = new JsonScanner(source);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("An event is a JSON object.");
        var open = Add(ref reader, -1, Member.Root);
        while (open >= 0 && reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                ref var closed = ref _nodes[open];
                closed.Length = reader.BytesConsumed - closed.Start;
                closed.Next = Count;
                open = closed.Parent;
                continue;
            }

            var index = reader.TokenType == JsonTokenType.PropertyName
                ? AddMember(ref reader, open)
                : Add(ref reader, open, KnownMembers.ItemOf(_nodes[open].Member));
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                open = Enter(ref reader, index, open);
        }

        // Sees to it that nothing but white space follows.
        reader.Read();
        return reader.HasReadEscapes;
    }

    private int AddMember(ref JsonScanner reader, int parent)
    {
        var nameStart = reader.TokenStartIndex + 1;
        var nameLength = reader.ValueSpan.Length;
        var isEscaped = reader.ValueIsEscaped;
        var member = KnownMembers.Find(_nodes[parent].Member, reader.ValueSpan, isEscaped);
        reader.Read();
        var index = Add(ref reader, parent, member);
        ref var node = ref _nodes[index];
        node.NameStart = nameStart;
        node.NameLength = nameLength;
        node.IsNameEscaped = isEscaped;
        if (member != Member.None)
            Remember(member, index);
        return index;
    }

    private int Add(ref JsonScanner reader, int parent, Member member)
    {
        if (Count == _nodes.Length)
            Array.Resize(ref _nodes, 2 * Count);
        var index = Count++;
        ref var node = ref _nodes[index];
        var kind = reader.TokenType;
        node.Kind = kind;
        node.Member = member;
        node.Parent = parent;
        node.Start = reader.TokenStartIndex + (kind == JsonTokenType.String ? 1 : 0);
        node.Length = reader.ValueSpan.Length;
        node.Next = Count;
        node.IsEscaped = reader.ValueIsEscaped;
        node.IsSealed = false;
        node.IsSettled = member != Member.None
            && (kind == JsonTokenType.Null || (kind == JsonTokenType.String && node.Length == 0));
        if (kind == JsonTokenType.StartObject)
        {
            if (member == Member.ResourceItem)
                _resources.Add();
            else if (member == Member.MessageItem)
                _messages.Add();
        }

        return index;
    }

    /// <summary>Goes into an object or array, or past it where it lies too deep. Returns what is open then.</summary>
    private int Enter(ref JsonScanner reader, int index, int open)
    {
        if (reader.CurrentDepth < MaxLevels)
            return index;
        ref var node = ref _nodes[index];
        node.IsSealed = true;
        reader.Skip();
        node.Length = reader.BytesConsumed - node.Start;
        return open;
    }

    private void Remember(Member member, int index)
    {
        ref var slot = ref _known[(int)member];
        if (member is Member.ResourceType or Member.ResourceId or Member.ResourceActions)
            slot = ref _resources.Last(member == Member.ResourceActions ? Member.ResourceAction : member);
        else if (member is Member.MessageCode or Member.MessageText)
            slot = ref _messages.Last(member);
        if (slot != 0)
            Forget(slot);
        slot = index;
    }

    /// <summary>A member of the same name comes later: neither the first nor what is in it counts.</summary>
    private void Forget(int index)
    {
        _nodes[index].IsSettled = true;
        var next = _nodes[index].Next;
        foreach (ref var slot in _known.AsSpan())
        {
            if (slot >= index && slot < next)
                slot = 0;
        }

        if (Find(Member.Resources) == 0)
            _resources.Clear();
        if (Find(Member.Messages) == 0)
            _messages.Clear();
    }

    private void Reset()
    {
        Count = 0;
        Array.Clear(_known);
        _resources.Clear();
        _messages.Clear();
        // The memory that one huge event needed is let go.
        if (_nodes.Length > Kept)
            _nodes = new EventNode[Kept];
    }
}
