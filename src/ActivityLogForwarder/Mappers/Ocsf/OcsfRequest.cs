using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Ocsf;

/// <summary>The request behind the activity: <c>api</c>, <c>http_request</c>, <c>http_response</c>, <c>resources</c>.</summary>
internal static class OcsfRequest
{
    /// <summary>The action; where there is none, OCSF's word for that.</summary>
    public static JsonText Operation(in Activity activity) =>
        activity.Action.IsEmpty ? new JsonText("Unknown"u8) : activity.Action;

    public static void Write(Utf8Buffer output, in Activity activity, OcsfClass eventClass)
    {
        WriteApi(output, activity);
        WriteHttp(output, activity);
        if (eventClass == OcsfClass.ApiActivity)
            WriteResources(output, activity);
    }

    private static void WriteApi(Utf8Buffer output, in Activity activity)
    {
        output.Write("\"api\":{"u8);
        output.Text("\"operation\":\""u8, Operation(activity));
        var service = output.Open("\"service\":{"u8);
        output.Text("\"name\":\""u8, activity.TakeService());
        output.Close(service, "},"u8);
        var request = output.Open("\"request\":{"u8);
        output.Text("\"uid\":\""u8, activity.Take(Member.RequestId));
        output.Close(request, "},"u8);
        var response = output.Open("\"response\":{"u8);
        output.Text("\"error\":\""u8, activity.TakeErrorCode());
        output.ErrorMessages("\"error_message\":\""u8, activity);
        output.Close(response, "},"u8);
        output.Length--;
        output.Write("},"u8);
    }

    private static void WriteHttp(Utf8Buffer output, in Activity activity)
    {
        var request = output.Open("\"http_request\":{"u8);
        WriteMethod(output, activity);
        WriteUrl(output, activity);
        output.Close(request, "},"u8);
        if (activity.TryTakeHttpStatus(out var status))
        {
            var response = output.Open("\"http_response\":{"u8);
            output.Number("\"code\":"u8, status);
            output.Close(response, "},"u8);
        }
    }

    /// <summary>OCSF lists the methods in capitals; one spelt otherwise also stays unmapped, as it came.</summary>
    private static void WriteMethod(Utf8Buffer output, in Activity activity)
    {
        var method = activity.Peek(Member.Method);
        if (!ActivityVerbs.IsHttpMethod(method))
            return;
        var given = method.Unescape(activity.Scratch);
        var listed = activity.Scratch.Take(given.Length);
        Ascii.ToUpper(given, listed, out _);
        output.Plain("\"http_method\":\""u8, listed);
        if (given.SequenceEqual(listed))
            activity.Take(Member.Method);
    }

    private static void WriteUrl(Utf8Buffer output, in Activity activity)
    {
        var given = activity.Peek(Member.Uri);
        var text = given.Unescape(activity.Scratch);
        var uri = new RequestUri(text);
        var isAbsolute = !uri.Scheme.IsEmpty;
        if (!isAbsolute && uri.Path.IsEmpty)
            return;
        var url = output.Open("\"url\":{"u8);
        if (isAbsolute)
            output.Text("\"url_string\":\""u8, given);
        output.Plain("\"path\":\""u8, uri.Path);
        output.Plain("\"query_string\":\""u8, uri.Query);
        output.Close(url, "},"u8);
        // Path and query may not be all of a relative one.
        var length = uri.Path.Length + (uri.Query.IsEmpty ? 0 : 1 + uri.Query.Length);
        if (isAbsolute || length == text.Length)
            activity.Take(Member.Uri);
    }

    /// <summary>The resources with an id; what else is known of them, but for the action that names the operation, stays unmapped.</summary>
    private static void WriteResources(Utf8Buffer output, in Activity activity)
    {
        activity.TakeAction();
        var resources = output.Open("\"resources\":["u8);
        for (var resource = 0; resource < activity.Nodes.ResourceCount; resource++)
        {
            var id = activity.TakeNode(activity.Nodes.FindInResource(resource, Member.ResourceId));
            if (id.IsEmpty)
                continue;
            var item = output.Open("{"u8);
            output.Text("\"type\":\""u8, activity.TakeNode(activity.Nodes.FindInResource(resource, Member.ResourceType)));
            output.Text("\"uid\":\""u8, id);
            output.Close(item, "},"u8);
        }

        output.Close(resources, "],"u8);
    }
}
