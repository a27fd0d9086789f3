using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers;

/// <summary>The messages of an error as one text.</summary>
internal static class ErrorMessageOutput
{
    /// <summary>A member whose value is the messages, separated by semicolons; nothing where there is none.</summary>
    public static void ErrorMessages(this Utf8Buffer output, ReadOnlySpan<byte> head, in Activity activity)
    {
        var start = output.Length;
        for (var message = 0; message < activity.Nodes.MessageCount; message++)
        {
            var text = activity.TakeNode(activity.Nodes.FindInMessage(message, Member.MessageText));
            if (text.IsEmpty)
                continue;
            output.Write(output.Length == start ? head : "; "u8);
            output.Write(text.Bytes);
        }

        if (output.Length > start)
            output.Write("\","u8);
    }
}
