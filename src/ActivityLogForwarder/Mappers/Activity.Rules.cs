using System.Text.Json;

namespace ActivityLogForwarder.Mappers;

/// <summary>What follows from an event's members.</summary>
internal readonly ref partial struct Activity
{
    private int FirstActionNode()
    {
        for (var resource = 0; resource < Nodes.ResourceCount; resource++)
        {
            var node = 0;
            if (MoveToNextAction(resource, ref node))
                return node;
        }

        return 0;
    }

    private ActivityVerb ReadVerb(JsonText action)
    {
        var method = Peek(Member.Method);
        var verb = ActivityVerbs.OfWord(method.Unescape(Scratch));
        if (IsSession(verb))
            return verb;
        verb = ActivityVerbs.OfLastPart(Peek(Member.Type).Unescape(Scratch));
        if (IsSession(verb))
            return verb;
        verb = ActivityVerbs.OfLastPart(action.Unescape(Scratch));
        return verb == ActivityVerb.None ? ActivityVerbs.OfHttpMethod(method) : verb;
    }

    private static bool IsSession(ActivityVerb verb) => verb is ActivityVerb.Logon or ActivityVerb.Logoff;

    private ActivityOutcome ReadOutcome()
    {
        var status = Peek(Member.Status);
        if (status.Is("FAILED"u8) || Peek(Member.Type).Is("Error"u8) || !Peek(Member.ErrorCode).IsEmpty || HasError())
            return ActivityOutcome.Failure;
        return status.Is("DONE"u8) ? ActivityOutcome.Success : ActivityOutcome.Unknown;
    }

    private bool HasError()
    {
        var error = Nodes.Find(Member.Error);
        return error != 0 && Nodes[error].Kind == JsonTokenType.StartObject && Nodes[error].Next > error + 1;
    }

    private ActivityClass Classify()
    {
        if (IsSession(Verb))
            return ActivityClass.Authentication;
        var isRead = Verb == ActivityVerb.Read;
        if (!isRead && BeginsWith(Action, "sec.user."u8))
            return ActivityClass.UserManagement;
        if (!isRead && BeginsWith(Action, "sec.group."u8))
            return ActivityClass.GroupManagement;
        var type = Peek(Member.Type);
        if (type.Is("DCDUserEvent"u8))
            return ActivityClass.Session;
        if (type.Is("GenerateToken"u8))
            return ActivityClass.Token;
        var resource = Nodes.ResourceCount == 0 ? default : TextOf(Nodes.FindInResource(0, Member.ResourceType));
        if (!isRead && resource.Is("user"u8))
            return ActivityClass.UserManagement;
        if (!isRead && resource.Is("group"u8))
            return ActivityClass.GroupManagement;
        return isRead ? ActivityClass.Read : Verb == ActivityVerb.None ? ActivityClass.Other : ActivityClass.Write;
    }

    /// <summary>Whether a text begins with an ASCII word, in any case.</summary>
    public bool BeginsWith(JsonText text, ReadOnlySpan<byte> word)
    {
        var meaning = text.Unescape(Scratch);
        return meaning.Length >= word.Length && System.Text.Ascii.EqualsIgnoreCase(meaning[..word.Length], word);
    }
}
