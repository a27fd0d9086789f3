using System.Text;

namespace ActivityLogForwarder.Mappers;

/// <summary>What an activity does.</summary>
internal enum ActivityVerb : byte
{
    None,
    Create,
    Delete,
    Update,
    Read,
    Logon,
    Logoff,
}

/// <summary>The words that say what an activity does. They are compared ignoring case.</summary>
internal static class ActivityVerbs
{
    /// <summary>The word for the verb; empty for <see cref="ActivityVerb.None"/>.</summary>
    public static ReadOnlySpan<byte> Name(ActivityVerb verb) => verb switch
    {
        ActivityVerb.Create => "create"u8,
        ActivityVerb.Delete => "delete"u8,
        ActivityVerb.Update => "update"u8,
        ActivityVerb.Read => "read"u8,
        ActivityVerb.Logon => "logon"u8,
        ActivityVerb.Logoff => "logoff"u8,
        _ => default,
    };

    /// <summary>What the last dot-separated part of an action or event type says.</summary>
    public static ActivityVerb OfLastPart(ReadOnlySpan<byte> text) => OfWord(text[(text.LastIndexOf((byte)'.') + 1)..]);

    public static ActivityVerb OfWord(ReadOnlySpan<byte> word)
    {
        Span<byte> lower = stackalloc byte[10];
        if (word.Length > lower.Length || Ascii.ToLower(word, lower, out var length) != System.Buffers.OperationStatus.Done)
            return ActivityVerb.None;
        lower = lower[..length];
        return length switch
        {
            3 when lower.SequenceEqual("add"u8) => ActivityVerb.Create,
            3 when lower.SequenceEqual("get"u8) => ActivityVerb.Read,
            4 when lower.SequenceEqual("edit"u8) => ActivityVerb.Update,
            4 when lower.SequenceEqual("read"u8) || lower.SequenceEqual("list"u8) => ActivityVerb.Read,
            5 when lower.SequenceEqual("login"u8) || lower.SequenceEqual("logon"u8) => ActivityVerb.Logon,
            6 when lower.SequenceEqual("create"u8) => ActivityVerb.Create,
            6 when lower.SequenceEqual("delete"u8) || lower.SequenceEqual("remove"u8) => ActivityVerb.Delete,
            6 when lower.SequenceEqual("update"u8) || lower.SequenceEqual("change"u8) => ActivityVerb.Update,
            6 when lower.SequenceEqual("logout"u8) || lower.SequenceEqual("logoff"u8) => ActivityVerb.Logoff,
            7 when lower.SequenceEqual("reserve"u8) => ActivityVerb.Create,
            7 when lower.SequenceEqual("release"u8) => ActivityVerb.Delete,
            8 when lower.SequenceEqual("activate"u8) => ActivityVerb.Update,
            9 when lower.SequenceEqual("provision"u8) => ActivityVerb.Create,
            10 when lower.SequenceEqual("deactivate"u8) => ActivityVerb.Update,
            _ => ActivityVerb.None,
        };
    }

    /// <summary>What an HTTP method says; nothing for those that say nothing, such as HEAD.</summary>
    public static ActivityVerb OfHttpMethod(JsonText method) =>
        method.Is("POST"u8) ? ActivityVerb.Create
        : method.Is("PUT"u8) || method.Is("PATCH"u8) ? ActivityVerb.Update
        : method.Is("DELETE"u8) ? ActivityVerb.Delete
        : method.Is("GET"u8) ? ActivityVerb.Read
        : ActivityVerb.None;

    /// <summary>Whether a text is one of the methods of RFC 9110 section 9 and RFC 5789.</summary>
    public static bool IsHttpMethod(JsonText text) =>
        OfHttpMethod(text) != ActivityVerb.None
        || text.Is("HEAD"u8) || text.Is("OPTIONS"u8) || text.Is("CONNECT"u8) || text.Is("TRACE"u8);
}
