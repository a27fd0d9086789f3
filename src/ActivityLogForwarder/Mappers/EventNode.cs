using System.Text.Json;

namespace ActivityLogForwarder.Mappers;

/// <summary>One value of an event and where it lies.</summary>
internal struct EventNode
{
    /// <summary>Where the member's name begins, without its quote; meaningless in an array.</summary>
    public int NameStart;

    public int NameLength;

    /// <summary>Where the value begins: a string's text without its quote, else its first byte.</summary>
    public int Start;

    /// <summary>The value's bytes, without a string's quotes.</summary>
    public int Length;

    /// <summary>The node behind this one and all that is in it.</summary>
    public int Next;

    public int Parent;

    public Member Member;

    /// <summary>The token it begins with.</summary>
    public JsonTokenType Kind;

    public bool IsNameEscaped;

    public bool IsEscaped;

    /// <summary>Whether its children are no nodes, because it lies too deep.</summary>
    public bool IsSealed;

    /// <summary>Whether the record needs it no more: it is written, absent, or a later member of its name counts.</summary>
    public bool IsSettled;

    public readonly bool IsText => Kind is JsonTokenType.String or JsonTokenType.Number && Length > 0;

    /// <summary>Whether it is an object or array that the mappers look into.</summary>
    public readonly bool IsStructure => Kind == JsonTokenType.StartObject ? KnownMembers.IsObject(Member)
        : Kind == JsonTokenType.StartArray && KnownMembers.IsArray(Member);
}
