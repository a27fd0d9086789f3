using System.Buffers.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Cef;

/// <summary>The pairs behind the header. Each key is one that producers may write, and is there at most once.</summary>
internal static class CefExtension
{
    // The dictionary's lengths, in characters.
    private const int Long = 1023;
    private const int Custom = 4000;

    public static void Write(Utf8Buffer output, in Activity activity, ActivityEvent source)
    {
        var fields = new LineFields(output, CefStyles.Extension, (byte)' ', activity);
        fields.Plain("externalId="u8, source.Id.Text.Span, 40);
        fields.Number("rt="u8, EpochTime.Milliseconds(source.Time));
        fields.Text("cat="u8, activity.Peek(Member.Type), Long);
        fields.Text("act="u8, activity.Action, 63);
        fields.Plain("outcome="u8, ActivityOutcomes.Name(activity.Outcome));
        fields.Text("msg="u8, activity.Peek(Member.Message), Long);
        fields.Reason("reason="u8, Long);
        WriteWho(activity, source, fields);
        WriteWhere(activity, fields);
        WriteResources(fields);
        WriteRequest(activity, fields);
        output.Length--;
    }

    private static void WriteWho(in Activity activity, ActivityEvent source, LineFields fields)
    {
        fields.Plain("deviceExternalId="u8, ContractText.Of(source, activity), 255);
        if (fields.Text("cs1="u8, activity.Peek(Member.ContractNumber), Custom))
            fields.Plain("cs1Label="u8, "Contract"u8);
        fields.Text("suser="u8, activity.Peek(Member.Username), Long);
        fields.Text("duid="u8, activity.FirstId("user"u8), Long);
        if (fields.Text("cs4="u8, activity.Peek(Member.Initiator), Custom))
            fields.Plain("cs4Label="u8, "Initiator"u8);
    }

    private static void WriteWhere(in Activity activity, LineFields fields)
    {
        var addresses = activity.ReadAddresses(activity.Peek(Member.SourceIp), out var text);
        if (addresses.TryFindFirst(isV6: false, out var v4))
            fields.Plain("src="u8, v4.In(text));
        if (addresses.TryFindFirst(isV6: true, out var v6))
        {
            fields.Plain("c6a2="u8, v6.In(text));
            fields.Plain("c6a2Label="u8, "Source IPv6 Address"u8);
        }

        fields.Text("sourceServiceName="u8, activity.Peek(Member.PrincipalService), Long);
        fields.Text("destinationServiceName="u8, activity.PeekService(), Long);
        fields.Text("dhost="u8, activity.Peek(Member.ServiceHost), Long);
    }

    private static void WriteResources(LineFields fields)
    {
        if (fields.Resources("cs2="u8, Member.ResourceType, Custom))
            fields.Plain("cs2Label="u8, "Resource Type"u8);
        if (fields.Resources("cs3="u8, Member.ResourceId, Custom))
            fields.Plain("cs3Label="u8, "Resource Id"u8);
    }

    private static void WriteRequest(in Activity activity, LineFields fields)
    {
        fields.Text("requestMethod="u8, activity.Peek(Member.Method), Long);
        fields.Text("request="u8, activity.Peek(Member.Uri), Long);
        if (activity.TryTakeHttpStatus(out var status))
        {
            fields.Number("cn2="u8, status);
            fields.Plain("cn2Label="u8, "HTTP Status"u8);
        }

        if (fields.Text("cs5="u8, activity.Peek(Member.RequestId), Custom))
            fields.Plain("cs5Label="u8, "Request Id"u8);
        var reference = activity.Peek(Member.QueueRefId).Unescape(activity.Scratch);
        if (Utf8Parser.TryParse(reference, out long number, out var length) && length == reference.Length)
        {
            fields.Number("cn1="u8, number);
            fields.Plain("cn1Label="u8, "Queue Ref Id"u8);
        }

        if (fields.Text("cs6="u8, activity.Peek(Member.TransactionId), Custom))
            fields.Plain("cs6Label="u8, "Transaction Id"u8);
    }
}
