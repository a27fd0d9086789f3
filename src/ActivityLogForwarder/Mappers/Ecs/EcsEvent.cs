using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Ecs;

/// <summary>When, what and how it ended: <c>@timestamp</c>, <c>message</c>, <c>event</c>.</summary>
internal static class EcsEvent
{
    /// <summary>The time as precise as the event gives it, or the given one where it gives none that can be read.</summary>
    public static void WriteTime(Utf8Buffer output, in Activity activity, DateTime otherwise)
    {
        output.Write("\"@timestamp\":\""u8);
        var time = output.GetSpan(Rfc3339.MaxLength);
        if (Rfc3339.TryFormatUtc(activity.Peek(Member.Time).Unescape(activity.Scratch), time, out var written))
            activity.Take(Member.Time);
        else
            Rfc3339.TryFormatUtc(otherwise, default, time, out written);
        output.Advance(written);
        output.Write("\","u8);
    }

    /// <summary>The event's message, else who did what to what: never empty.</summary>
    public static void WriteMessage(Utf8Buffer output, in Activity activity)
    {
        var message = activity.Take(Member.Message);
        if (!message.IsEmpty)
        {
            output.Text("\"message\":\""u8, message);
            return;
        }

        output.Write("\"message\":\""u8);
        var start = output.Length;
        Word(output, activity.Peek(Member.Username));
        Word(output, activity.Action);
        if (activity.Nodes.ResourceCount > 0)
        {
            Word(output, activity.TextOf(activity.Nodes.FindInResource(0, Member.ResourceType)));
            Word(output, activity.TextOf(activity.Nodes.FindInResource(0, Member.ResourceId)));
        }

        if (output.Length == start)
            output.Write("activity "u8);
        output.Length--;
        output.Write("\","u8);
    }

    public static void Write(
        Utf8Buffer output, in Activity activity, ReadOnlySpan<byte> id, ReadOnlySpan<byte> dataset, bool withOriginal)
    {
        output.Write("\"event\":{\"kind\":\"event\",\"module\":\"ionos\",\"dataset\":\""u8);
        output.Write(dataset);
        output.Write("\","u8);
        output.Plain("\"id\":\""u8, id);
        output.Text("\"code\":\""u8, activity.Peek(Member.Type));
        output.Text("\"action\":\""u8, activity.Action);
        output.Write(Category(activity.Class));
        output.Write(Type(activity));
        output.Number("\"severity\":"u8, activity.Severity);
        output.Text("\"provider\":\""u8, activity.TakeService());
        if (activity.Outcome == ActivityOutcome.Failure)
            output.Text("\"reason\":\""u8, activity.Peek(Member.Message));
        if (withOriginal)
            output.Plain("\"original\":\""u8, activity.Original);
        output.Write("\"outcome\":\""u8);
        output.Write(ActivityOutcomes.Name(activity.Outcome));
        output.Write("\"},"u8);
    }

    private static void Word(Utf8Buffer output, JsonText word)
    {
        if (word.IsEmpty)
            return;
        output.Write(word.Bytes);
        output.Write((byte)' ');
    }

    private static ReadOnlySpan<byte> Category(ActivityClass activityClass) => activityClass switch
    {
        ActivityClass.Authentication => "\"category\":[\"authentication\"],"u8,
        ActivityClass.UserManagement or ActivityClass.GroupManagement or ActivityClass.Token => "\"category\":[\"iam\"],"u8,
        ActivityClass.Session => "\"category\":[\"session\"],"u8,
        ActivityClass.Write => "\"category\":[\"api\",\"configuration\"],"u8,
        _ => "\"category\":[\"api\"],"u8,
    };

    private static ReadOnlySpan<byte> Type(in Activity activity) => (activity.Class, activity.Verb) switch
    {
        (ActivityClass.Authentication, ActivityVerb.Logon) => "\"type\":[\"start\"],"u8,
        (ActivityClass.Authentication, _) => "\"type\":[\"end\"],"u8,
        (ActivityClass.UserManagement, ActivityVerb.Create) => "\"type\":[\"user\",\"creation\"],"u8,
        (ActivityClass.UserManagement, ActivityVerb.Update) => "\"type\":[\"user\",\"change\"],"u8,
        (ActivityClass.UserManagement, ActivityVerb.Delete) => "\"type\":[\"user\",\"deletion\"],"u8,
        (ActivityClass.UserManagement, _) => "\"type\":[\"user\",\"info\"],"u8,
        (ActivityClass.GroupManagement, ActivityVerb.Create) => "\"type\":[\"group\",\"creation\"],"u8,
        (ActivityClass.GroupManagement, ActivityVerb.Update) => "\"type\":[\"group\",\"change\"],"u8,
        (ActivityClass.GroupManagement, ActivityVerb.Delete) => "\"type\":[\"group\",\"deletion\"],"u8,
        (ActivityClass.GroupManagement, _) => "\"type\":[\"group\",\"info\"],"u8,
        (ActivityClass.Token, _) => "\"type\":[\"user\",\"change\"],"u8,
        (ActivityClass.Write, ActivityVerb.Create) => "\"type\":[\"creation\"],"u8,
        (ActivityClass.Write, ActivityVerb.Update) => "\"type\":[\"change\"],"u8,
        (ActivityClass.Write, _) => "\"type\":[\"deletion\"],"u8,
        (ActivityClass.Read, _) => "\"type\":[\"access\"],"u8,
        _ => "\"type\":[\"info\"],"u8,
    };
}
