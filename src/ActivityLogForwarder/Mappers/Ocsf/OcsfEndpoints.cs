using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Ocsf;

/// <summary>From where, at which service: <c>src_endpoint</c>, <c>dst_endpoint</c>, <c>service</c>.</summary>
internal static class OcsfEndpoints
{
    public static void Write(Utf8Buffer output, in Activity activity, OcsfClass eventClass)
    {
        WriteSource(output, activity, isRequired: eventClass == OcsfClass.ApiActivity);
        if (eventClass == OcsfClass.AccountChange)
            return;
        // Account Change has no destination: there the host stays unmapped.
        var destination = output.Open("\"dst_endpoint\":{"u8);
        output.Text("\"hostname\":\""u8, activity.Take(Member.ServiceHost));
        output.Close(destination, "},"u8);
        if (eventClass != OcsfClass.Authentication)
            return;
        var service = activity.TakeService();
        output.Write("\"service\":{\"name\":\""u8);
        output.Write(service.IsEmpty ? "unknown"u8 : service.Bytes);
        output.Write("\"},"u8);
    }

    private static void WriteSource(Utf8Buffer output, in Activity activity, bool isRequired)
    {
        var endpoint = output.Open("\"src_endpoint\":{"u8);
        var addresses = activity.ReadAddresses(activity.Peek(Member.SourceIp), out var text);
        // Of a list that holds anything else the text stays unmapped, for that.
        if (addresses.HoldsAllOf(text))
            activity.Take(Member.SourceIp);
        if (!addresses.All.IsEmpty)
            output.Plain("\"ip\":\""u8, addresses.All[0].In(text));
        var more = output.Open("\"intermediate_ips\":["u8);
        for (var i = 1; i < addresses.All.Length; i++)
            output.Plain("\""u8, addresses.All[i].In(text));
        output.Close(more, "],"u8);
        output.Text("\"svc_name\":\""u8, activity.Take(Member.PrincipalService));
        if (isRequired && output.Length == endpoint.Body)
            output.Write("\"hostname\":\"unknown\","u8);
        output.Close(endpoint, "},"u8);
    }
}
