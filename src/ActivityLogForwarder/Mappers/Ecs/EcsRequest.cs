using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Ecs;

/// <summary>The request behind the activity and what went wrong: <c>http</c>, <c>url</c>, <c>error</c>, <c>transaction</c>.</summary>
internal static class EcsRequest
{
    public static void Write(Utf8Buffer output, in Activity activity)
    {
        WriteHttp(output, activity);
        WriteUrl(output, activity);
        WriteError(output, activity);
        var transaction = output.Open("\"transaction\":{"u8);
        output.Text("\"id\":\""u8, activity.Take(Member.TransactionId));
        output.Close(transaction, "},"u8);
    }

    private static void WriteHttp(Utf8Buffer output, in Activity activity)
    {
        var http = output.Open("\"http\":{"u8);
        var request = output.Open("\"request\":{"u8);
        output.Text("\"id\":\""u8, activity.Take(Member.RequestId));
        if (ActivityVerbs.IsHttpMethod(activity.Peek(Member.Method)))
            output.Text("\"method\":\""u8, activity.Take(Member.Method));
        output.Close(request, "},"u8);
        if (activity.TryTakeHttpStatus(out var status))
        {
            var response = output.Open("\"response\":{"u8);
            output.Number("\"status_code\":"u8, status);
            output.Close(response, "},"u8);
        }

        output.Close(http, "},"u8);
    }

    private static void WriteUrl(Utf8Buffer output, in Activity activity)
    {
        var original = activity.Take(Member.Uri);
        if (original.IsEmpty)
            return;
        var uri = new RequestUri(original.Unescape(activity.Scratch));
        var url = output.Open("\"url\":{"u8);
        output.Text("\"original\":\""u8, original);
        output.Plain("\"scheme\":\""u8, uri.Scheme);
        output.Plain("\"domain\":\""u8, uri.Domain);
        output.Plain("\"path\":\""u8, uri.Path);
        output.Plain("\"query\":\""u8, uri.Query);
        output.Close(url, "},"u8);
    }

    private static void WriteError(Utf8Buffer output, in Activity activity)
    {
        var error = output.Open("\"error\":{"u8);
        output.Text("\"code\":\""u8, activity.TakeErrorCode());
        output.ErrorMessages("\"message\":\""u8, activity);
        output.Close(error, "},"u8);
    }
}
