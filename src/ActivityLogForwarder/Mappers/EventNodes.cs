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
        var position = 0;
        if (JsonBlock.Next(source, ref position) != '{')
            throw new JsonException("An event is a JSON object.");
        var open = Add(JsonTokenType.StartObject, position++, 1, -1, Member.Root);
        var levels = 1;
        var hasEscapes = false;
        while (open >= 0)
        {
            var next = JsonBlock.Next(source, ref position);
            var isFirst = Count == open + 1;
            if (isFirst ? next is '}' or ']' : next != ',')
            {
                open = Close(open, next, ++position);
                levels--;
                continue;
            }

            if (!isFirst)
            {
                position++;
                next = JsonBlock.Next(source, ref position);
            }

            Range name = default;
            var isNameEscaped = false;
            var parent = _nodes[open].Member;
            Member member;
            if (_nodes[open].Kind == JsonTokenType.StartObject)
            {
                name = ReadString(source, next, ref position, out isNameEscaped);
                member = KnownMembers.Find(parent, source[name], isNameEscaped);
                if (JsonBlock.Next(source, ref position) != ':')
                    throw Malformed(position);
                position++;
                next = JsonBlock.Next(source, ref position);
            }
            else
            {
                member = KnownMembers.ItemOf(parent);
            }

            var isEscaped = false;
            int index;
            if (next == '"')
            {
                var text = ReadString(source, next, ref position, out isEscaped);
                index = Add(JsonTokenType.String, text.Start.Value, text.End.Value - text.Start.Value, open, member);
            }
            else if (next is '{' or '[')
            {
                index = Add(next == '{' ? JsonTokenType.StartObject : JsonTokenType.StartArray, position, 1, open, member);
            }
            else
            {
                var length = JsonBlock.LengthOfScalar(source[position..], next);
                index = Add(JsonBlock.TypeOfScalar(next), position, length, open, member);
                position += length;
            }

            ref var node = ref _nodes[index];
            node.NameStart = name.Start.Value;
            node.NameLength = name.End.Value - name.Start.Value;
            node.IsNameEscaped = isNameEscaped;
            node.IsEscaped = isEscaped;
            hasEscapes |= isNameEscaped | isEscaped;
            if (name.End.Value > 0 && member != Member.None)
                Remember(member, index);
            if (next is not ('{' or '['))
                continue;
            if (levels == MaxLevels)
            {
                hasEscapes |= Seal(source, index, ref position);
                continue;
            }

            open = index;
            levels++;
            position++;
        }

        // Nothing but white space follows.
        if (JsonBlock.Next(source, ref position) >= 0)
            throw Malformed(position);
        return hasEscapes;
    }

    private static Range ReadString(ReadOnlySpan<byte> source, int next, ref int position, out bool isEscaped)
    {
        if (next != '"')
            throw Malformed(position);
        var start = position + 1;
        var length = JsonString.LengthOf(source[start..], out isEscaped);
        position = start + length + 1;
        return new Range(start, start + length);
    }

    private int Add(JsonTokenType kind, int start, int length, int parent, Member member)
    {
        if (Count == _nodes.Length)
            Array.Resize(ref _nodes, 2 * Count);
        var index = Count++;
        ref var node = ref _nodes[index];
        node.Kind = kind;
        node.Member = member;
        node.Parent = parent;
        node.Start = start;
        node.Length = length;
        node.Next = Count;
        node.IsEscaped = false;
        node.IsSealed = false;
        node.IsSettled = member != Member.None
            && (kind == JsonTokenType.Null || (kind == JsonTokenType.String && length == 0));
        if (kind == JsonTokenType.StartObject)
        {
            if (member == Member.ResourceItem)
                _resources.Add();
            else if (member == Member.MessageItem)
                _messages.Add();
        }

        return index;
    }

    /// <summary>Ends an object or array. Returns what is open then.</summary>
    private int Close(int open, int bracket, int end)
    {
        ref var node = ref _nodes[open];
        if (bracket != (node.Kind == JsonTokenType.StartObject ? '}' : ']'))
            throw Malformed(end - 1);
        node.Length = end - node.Start;
        node.Next = Count;
        return node.Parent;
    }

    /// <summary>Goes past an object or array that lies too deep. True when anything in it holds escapes.</summary>
    private bool Seal(ReadOnlySpan<byte> source, int index, ref int position)
    {
        ref var node = ref _nodes[index];
        node.IsSealed = true;
        var scanner = new JsonScanner(source[position..]);
        scanner.Read();
        scanner.Skip();
        node.Length = scanner.BytesConsumed;
        position += node.Length;
        return scanner.HasReadEscapes;
    }

    private static JsonException Malformed(int position) => new($"Not well-formed JSON at byte {position}.");

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
