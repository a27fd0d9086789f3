using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Ocsf;

/// <summary>Who, in whose cloud, to whom: <c>cloud</c>, <c>actor</c>, <c>user</c>.</summary>
internal static class OcsfActor
{
    public static void WriteCloud(Utf8Buffer output, ReadOnlySpan<byte> contract)
    {
        output.Write("\"cloud\":{\"provider\":\"IONOS\","u8);
        var account = output.Open("\"account\":{"u8);
        output.Plain("\"uid\":\""u8, contract);
        output.Close(account, "},"u8);
        output.Length--;
        output.Write("},"u8);
    }

    public static void Write(Utf8Buffer output, in Activity activity, OcsfClass eventClass)
    {
        WriteActor(output, activity);
        if (eventClass == OcsfClass.Authentication)
            WriteUser(output, "\"user\":{\"name\":\""u8, activity.Peek(Member.Username));
        else if (eventClass == OcsfClass.AccountChange)
            WriteUser(output, "\"user\":{\"uid\":\""u8, activity.FirstId("user"u8));
    }

    /// <summary>An actor is a user, an application or both; who nothing is known of is at least a service.</summary>
    private static void WriteActor(Utf8Buffer output, in Activity activity)
    {
        output.Write("\"actor\":{"u8);
        var start = output.Length;
        var name = activity.Take(Member.Username);
        var user = output.Open("\"user\":{"u8);
        output.Text("\"name\":\""u8, name);
        if (!UserAddress.DomainOf(name.Unescape(activity.Scratch)).IsEmpty)
            output.Text("\"email_addr\":\""u8, name);
        var account = output.Open("\"account\":{"u8);
        output.Text("\"uid\":\""u8, activity.Take(Member.ContractNumber));
        output.Close(account, "},"u8);
        output.Close(user, "},"u8);
        output.Text("\"app_name\":\""u8, activity.Take(Member.Initiator));
        if (output.Length == start)
            output.Text("\"app_name\":\""u8, activity.Peek(Member.PrincipalService));
        if (output.Length == start)
            output.Write("\"app_name\":\"unknown\","u8);
        output.Length--;
        output.Write("},"u8);
    }

    private static void WriteUser(Utf8Buffer output, ReadOnlySpan<byte> head, JsonText text)
    {
        if (text.IsEmpty)
            output.Write("\"user\":{\"name\":\"unknown\"},"u8);
        else
        {
            output.Text(head, text);
            output.Length--;
            output.Write("},"u8);
        }
    }
}
