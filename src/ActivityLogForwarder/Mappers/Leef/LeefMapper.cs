using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Leef;

/// <summary>
/// The event in IBM's Log Event Extended Format 2.0 with the tab as its delimiter. The format has no escape: what would
/// end a value becomes a space.
/// </summary>
public sealed record LeefMapper : IMapper
{
    public static readonly MapperType Type = new("leef", _ => new LeefMapper());

    private const int EventIdLength = 255;
    private const int UserLength = 255;

    // The epoch times of 13 digits, which are all that QRadar takes for milliseconds: 2001-09-09 to 2286-11-20.
    private const long FirstTime = 1_000_000_000_000;
    private const long LastTime = 9_999_999_999_999;

    private static readonly LineStyle Header = new(reserved: "|");

    private static readonly LineStyle Attributes = new(reserved: "");

    public bool TellsParts => false;

    public void Map(ActivityEvent activity, Utf8Buffer output) => Write(Activity.Read(activity.Source.Span), activity, output);

    public bool MapForSink(ActivityEvent activity, Utf8Buffer output)
    {
        var read = Activity.Read(activity.Source.Span);
        activity.Keep(ActivityFacts.Of(activity, read));
        Write(read, activity, output);
        return false;
    }

    private static void Write(in Activity read, ActivityEvent activity, Utf8Buffer output)
    {
        output.Write("LEEF:2.0|IONOS|CloudActivityLog|v1|"u8);
        var id = new LineValue(output, Header, EventIdLength);
        id.Append(read.Peek(Member.Type).Unescape(read.Scratch));
        if (!id.End())
            output.Write("Unknown"u8);
        output.Write("|x09|"u8);

        var fields = new LineFields(output, Attributes, (byte)'\t', read);
        WriteWhat(read, activity, fields);
        WriteWho(read, activity, fields);
        WriteRequest(read, fields);
        output.Length--;
    }

    private static void WriteWhat(in Activity read, ActivityEvent activity, LineFields fields)
    {
        var time = EpochTime.Milliseconds(activity.Time);
        if (time is >= FirstTime and <= LastTime)
            fields.Number("devTime="u8, time);
        fields.Plain("eventId="u8, activity.Id.Text.Span);
        fields.Number("sev="u8, read.Severity);
        fields.Text("cat="u8, read.Action);
        fields.Text("status="u8, read.Peek(Member.Status));
        fields.Plain("outcome="u8, ActivityOutcomes.Name(read.Outcome));
        fields.Text("msg="u8, read.Peek(Member.Message));
        fields.Reason("reason="u8);
        fields.Resources("resourceType="u8, Member.ResourceType);
        fields.Resources("resource="u8, Member.ResourceId);
    }

    private static void WriteWho(in Activity read, ActivityEvent activity, LineFields fields)
    {
        fields.Plain("contract="u8, ContractText.Of(activity, read));
        fields.Text("principalContract="u8, read.Peek(Member.ContractNumber));
        fields.Text("usrName="u8, read.Peek(Member.Username), UserLength);
        var addresses = read.ReadAddresses(read.Peek(Member.SourceIp), out var text).All;
        if (addresses.Length > 0)
            fields.Plain("src="u8, addresses[0].In(text));
        fields.Text("sourceService="u8, read.Peek(Member.PrincipalService));
        fields.Text("destinationService="u8, read.PeekService());
        fields.Text("initiator="u8, read.Peek(Member.Initiator));
        fields.Text("dstHost="u8, read.Peek(Member.ServiceHost));
    }

    private static void WriteRequest(in Activity read, LineFields fields)
    {
        fields.Text("method="u8, read.Peek(Member.Method));
        fields.Text("url="u8, read.Peek(Member.Uri));
        if (read.TryTakeHttpStatus(out var status))
            fields.Number("httpStatus="u8, status);
        fields.Text("requestId="u8, read.Peek(Member.RequestId));
        fields.Text("queueRefId="u8, read.Peek(Member.QueueRefId));
        fields.Text("transactionId="u8, read.Peek(Member.TransactionId));
    }
}
