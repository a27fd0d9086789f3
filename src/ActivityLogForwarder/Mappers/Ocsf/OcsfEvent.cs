using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Ocsf;

/// <summary>What, when and how it ended: the attributes of every event, and <c>metadata</c>.</summary>
internal static class OcsfEvent
{
    public static void Write(Utf8Buffer output, in Activity activity, OcsfClass eventClass, long time)
    {
        var id = OcsfClasses.ActivityId(activity);
        output.Number("\"class_uid\":"u8, (int)eventClass);
        output.Number("\"category_uid\":"u8, OcsfClasses.Category(eventClass));
        output.Number("\"activity_id\":"u8, id);
        if (id == OcsfClasses.Other)
            output.Text("\"activity_name\":\""u8, OcsfRequest.Operation(activity));
        output.Number("\"type_uid\":"u8, ((int)eventClass * 100) + id);
        output.Number("\"severity_id\":"u8, OcsfClasses.SeverityId(activity.Severity));
        output.Number("\"time\":"u8, time);
        // The status as given stays unmapped.
        output.Write(activity.Outcome switch
        {
            ActivityOutcome.Success => "\"status_id\":1,\"status\":\"Success\","u8,
            ActivityOutcome.Failure => "\"status_id\":2,\"status\":\"Failure\","u8,
            _ => "\"status_id\":0,\"status\":\"Unknown\","u8,
        });
        output.Text("\"status_code\":\""u8, activity.TakeErrorCode());
        output.Text("\"status_detail\":\""u8, activity.Peek(Member.Message));
        output.Text("\"message\":\""u8, activity.Take(Member.Message));
    }

    public static void WriteMetadata(Utf8Buffer output, in Activity activity, ActivityEvent source)
    {
        activity.TakeUuid(source.Id);
        output.Write(
            "\"metadata\":{\"version\":\"1.8.0\",\"product\":{\"name\":\"Cloud Activity Log\",\"vendor_name\":\"IONOS\"},\"profiles\":[\"cloud\",\"datetime\"],"u8);
        output.Plain("\"uid\":\""u8, source.Id.Text.Span);
        output.Text("\"event_code\":\""u8, activity.Take(Member.Type));
        output.Text("\"log_version\":\""u8, activity.Take(Member.AuditVersion));
        output.Text("\"correlation_uid\":\""u8, activity.Peek(Member.RequestId));
        output.Number("\"logged_time\":"u8, EpochTime.Milliseconds(source.Time));
        // A text that is no time is told as it is, but also stays unmapped.
        output.Text("\"original_time\":\""u8, source.HasTime ? activity.Take(Member.Time) : activity.Peek(Member.Time));
        output.Length--;
        output.Write("},"u8);
    }
}
