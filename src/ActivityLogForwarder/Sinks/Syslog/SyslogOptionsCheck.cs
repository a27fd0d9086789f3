using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>What must hold between the keys of a syslog sink.</summary>
internal static class SyslogOptionsCheck
{
    /// <summary>What a datagram over IPv4 can carry.</summary>
    public const int MaxDatagram = 65507;

    public static void Run(OptionValues values, Action<string, string> report)
    {
        var address = values.Url("address");
        var transport = SyslogTransports.Of(address);
        if (address.AbsolutePath is not ("" or "/") || address.Query.Length > 0 || address.Fragment.Length > 0)
            report("address", "has more than scheme, host and port");
        if (address.Port == 0)
            report("address", "has port 0; ports are 1 to 65535");
        if (values.IsGiven("framing") && !transport.IsStream())
            report("framing", "means something with tcp:// and tls:// only");
        if (values.IsGiven("tls") && !transport.IsTls())
            report("tls", "means something with tls:// and relp+tls:// only");
        if (values.IntegerOrNull("maxMessageBytes") > MaxDatagram && transport == SyslogTransport.Udp)
            report("maxMessageBytes", "a datagram carries 65507 bytes at most");
        CheckHeader(values, report);
        CheckCut(values, report);
    }

    private static void CheckHeader(OptionValues values, Action<string, string> report)
    {
        var rfc = values.IntegerOrNull("rfc");
        if (rfc is not (null or 3164 or 5424))
            report("rfc", "is neither 5424 nor 3164");
        var is3164 = (rfc ?? (values.TextOrNull("format") == "leef" ? 3164 : 5424)) == 3164;
        if (values.TextOrNull("timeZone") is { } zone)
        {
            if (!is3164)
                report("timeZone", "means something with rfc: 3164 only; RFC 5424 times are UTC");
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
                report("timeZone", "is not a time zone that this system knows; write UTC or a name such as Europe/Berlin");
        }

        if (is3164 && values.Text("appName") is { } name && (name.Length > 32 || name.AsSpan().ContainsAny(":[]")))
            report("appName", "cannot be a TAG of RFC 3164: at most 32 characters without : [ ]");
    }

    private static void CheckCut(OptionValues values, Action<string, string> report)
    {
        if (values.Text("oversize") == "cut" && values.TextOrNull("format") is { } format && !ValueCutter.CanCut(format))
            report("oversize", $"records of the format {format} cannot be shortened without breaking them; leave it at dead-letter");
    }
}
