using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Cef;

/// <summary>
/// The event in the Common Event Format, version 0, as the ArcSight implementation standard (document 27) describes
/// it. What that has no key for is left out.
/// </summary>
public sealed record CefMapper : IMapper
{
    public static readonly MapperType Type = new("cef", _ => new CefMapper());

    // The standard's lengths, in characters.
    private const int NameLength = 512;
    private const int SignatureLength = 1023;

    public byte Escaped => (byte)'=';

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
        output.Write("CEF:0|IONOS|Cloud Activity Log|v1|"u8);
        WriteHeader(output, read, read.Peek(Member.Type), SignatureLength);
        WriteHeader(output, read, read.Action, NameLength);
        output.Write((byte)('0' + read.Severity));
        output.Write((byte)'|');
        CefExtension.Write(output, read, activity);
    }

    private static void WriteHeader(Utf8Buffer output, in Activity activity, JsonText text, int limit)
    {
        var value = new LineValue(output, CefStyles.Header, limit);
        value.Append(text.Unescape(activity.Scratch));
        if (!value.End())
            output.Write("Unknown"u8);
        output.Write((byte)'|');
    }
}
