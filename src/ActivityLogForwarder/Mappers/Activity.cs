using System.Buffers.Text;

namespace ActivityLogForwarder.Mappers;

/// <summary>
/// An event read leniently, and what follows from it: everything the formats share. A thread reads one event at a
/// time; the next <see cref="Read"/> ends this one.
/// </summary>
internal readonly ref partial struct Activity
{
    private readonly ActivityMemory _memory;

    private Activity(ReadOnlySpan<byte> original, ReadOnlySpan<byte> source, ActivityMemory memory)
    {
        _memory = memory;
        Original = original;
        Source = source;
        Outcome = ReadOutcome();
        Action = FirstAction();
        Verb = ReadVerb(Action);
        if (Action.IsEmpty)
            Action = Verb == ActivityVerb.None ? Peek(Member.Type) : new JsonText(ActivityVerbs.Name(Verb));
        Class = Classify();
    }

    /// <summary>The event as it came, in valid UTF-8.</summary>
    public ReadOnlySpan<byte> Original { get; }

    /// <summary>The event that the nodes point into: every text in it can be copied to a JSON string.</summary>
    public ReadOnlySpan<byte> Source { get; }

    public EventNodes Nodes => _memory.Nodes;

    public Scratch Scratch => _memory.Scratch;

    /// <summary>The first action of a resource, else the verb, else the event's type.</summary>
    public JsonText Action { get; }

    public ActivityVerb Verb { get; }

    public ActivityOutcome Outcome { get; }

    public ActivityClass Class { get; }

    /// <summary>Whether something was taken away; every such activity has ECS's type <c>deletion</c>.</summary>
    public bool IsDeletion => Verb == ActivityVerb.Delete
        && Class is ActivityClass.UserManagement or ActivityClass.GroupManagement or ActivityClass.Write;

    /// <summary>3 to 8, the highest that fits.</summary>
    public int Severity
    {
        get
        {
            var isFailure = Outcome == ActivityOutcome.Failure;
            if ((isFailure && Verb == ActivityVerb.Logon) || (IsDeletion && Class != ActivityClass.Write))
                return 8;
            return isFailure ? 6 : IsDeletion ? 5 : 3;
        }
    }

    /// <summary>Reads an event.</summary>
    /// <exception cref="System.Text.Json.JsonException">It is not one JSON object.</exception>
    public static Activity Read(ReadOnlySpan<byte> source)
    {
        var memory = ActivityMemory.Take();
        var original = WellFormedText.InValidUtf8(source, memory.Scratch);
        // Both are of one length, so that the nodes are good for either.
        var hasEscapes = memory.Nodes.Read(original);
        source = hasEscapes ? WellFormedText.WithoutHalfPairs(original, memory.Scratch) : original;
        return new Activity(original, source, memory);
    }

    /// <summary>The text of a member, for deciding something; empty where it is absent.</summary>
    public JsonText Peek(Member member) => TextOf(Nodes.Find(member));

    /// <summary>The text of a member for the record: it is no unmapped one any more.</summary>
    public JsonText Take(Member member) => TakeNode(Nodes.Find(member));

    /// <summary>The text of a node; empty where the node is 0 or no text.</summary>
    public JsonText TextOf(int node)
    {
        ref var found = ref Nodes[node];
        return node != 0 && found.IsText ? new JsonText(Source.Slice(found.Start, found.Length), found.IsEscaped) : default;
    }

    /// <summary>The text of a node for the record.</summary>
    public JsonText TakeNode(int node)
    {
        var text = TextOf(node);
        if (!text.IsEmpty)
            Nodes[node].IsSettled = true;
        return text;
    }

    /// <summary>Takes <c>@uuid</c> where it is the event's id; another one stays unmapped.</summary>
    public void TakeUuid(EventId id)
    {
        if (Peek(Member.Uuid).Unescape(Scratch).SequenceEqual(id.Text.Span))
            Take(Member.Uuid);
    }

    /// <summary>The service in which it took place: the one of the parameters, else the principal's.</summary>
    public JsonText PeekService()
    {
        var service = Peek(Member.ParamService);
        return service.IsEmpty ? Peek(Member.PrincipalService) : service;
    }

    /// <summary>The service in which it took place, for the record.</summary>
    public JsonText TakeService()
    {
        Take(Member.ParamService);
        return PeekService();
    }

    /// <summary>The id of the first resource of a type that has one.</summary>
    public JsonText FirstId(ReadOnlySpan<byte> type)
    {
        for (var resource = 0; resource < Nodes.ResourceCount; resource++)
        {
            var id = TextOf(Nodes.FindInResource(resource, Member.ResourceId));
            if (!id.IsEmpty && TextOf(Nodes.FindInResource(resource, Member.ResourceType)).Is(type))
                return id;
        }

        return default;
    }

    /// <summary>Goes through a resource's actions.</summary>
    /// <param name="resource">The resource's number.</param>
    /// <param name="node">0 at first, then the node of the action found last.</param>
    /// <returns>Whether there is another one, at <paramref name="node"/>.</returns>
    public bool MoveToNextAction(int resource, ref int node)
    {
        var actions = Nodes.FindInResource(resource, Member.ResourceActions);
        if (actions == 0)
            return false;
        ref var list = ref Nodes[actions];
        if (!list.IsStructure)
        {
            // One action may stand for itself, without an array.
            var isFirst = node == 0 && list.IsText;
            node = actions;
            return isFirst;
        }

        node = node == 0 ? actions + 1 : Nodes[node].Next;
        while (node < list.Next && !Nodes[node].IsText)
            node = Nodes[node].Next;
        return node < list.Next;
    }

    /// <summary>Takes <c>error.httpStatus</c> where it is 100 to 599; anything else stays unmapped.</summary>
    public bool TryTakeHttpStatus(out int status)
    {
        var text = Peek(Member.HttpStatus).Unescape(Scratch);
        status = 0;
        if (text.Length != 3 || !Utf8Parser.TryParse(text, out status, out var length) || length != 3 || status is < 100 or > 599)
            return false;
        Take(Member.HttpStatus);
        return true;
    }

    /// <summary>
    /// Takes the first error message's code, else <c>param.errorCode</c>. Codes that differ from it stay unmapped.
    /// </summary>
    public JsonText TakeErrorCode()
    {
        JsonText first = default;
        for (var message = 0; message <= Nodes.MessageCount; message++)
        {
            var node = message < Nodes.MessageCount
                ? Nodes.FindInMessage(message, Member.MessageCode)
                : Nodes.Find(Member.ErrorCode);
            var code = TextOf(node);
            if (first.IsEmpty)
                first = code;
            if (code.Bytes.SequenceEqual(first.Bytes))
                TakeNode(node);
        }

        return first;
    }

    /// <summary>The addresses that <c>sourceIP</c> lists, in order, without repeats. Each holds its place in <paramref name="text"/>.</summary>
    public IpAddressList ReadAddresses(JsonText sourceIp, out ReadOnlySpan<byte> text)
    {
        text = sourceIp.Unescape(Scratch);
        _memory.Addresses.Read(text);
        return _memory.Addresses;
    }
}
