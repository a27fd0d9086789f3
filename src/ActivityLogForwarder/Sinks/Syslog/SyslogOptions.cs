using System.Text;
using ActivityLogForwarder.Core.Options;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>Where messages go, and what they look like.</summary>
public sealed record SyslogOptions
{
    /// <summary>Bytes that a message may have where nothing is said; receivers take at least 2048 (RFC 5425).</summary>
    public const int DefaultMaxMessageBytes = 65536;

    private static readonly OptionPattern Printable =
        new("[!-~]{1,255}", "1 to 255 printable ASCII characters without spaces");

    /// <summary>The keys.</summary>
    public static readonly OptionGroup Description = new(
    [
        new("address", OptionKind.Url, "Receiver, such as tls://siem.example.com:6514.") { IsRequired = true, Choices = SyslogTransports.Schemes },
        new("rfc", OptionKind.Integer, "Form of the header, 5424 or 3164; with the format leef 3164, else 5424.") { Min = "3164", Max = "5424" },
        new("framing", OptionKind.Choice, "How messages on a stream are parted; tcp newline, tls octet-counting.") { Choices = ["newline", "octet-counting"] },
        new("facility", OptionKind.Integer, "Facility of every message; 13 is log audit.") { Default = "13", Min = "0", Max = "23" },
        new("appName", OptionKind.Text, "APP-NAME of every message; TAG with RFC 3164.")
        {
            Default = "ionos-activity", Pattern = new("[!-~]{1,48}", "1 to 48 printable ASCII characters without spaces"),
        },
        new("hostname", OptionKind.Text, "HOSTNAME of every message, if not this machine's.") { Pattern = Printable },
        new("timeZone", OptionKind.Text, "Time zone of RFC 3164 times, such as Europe/Berlin; UTC where nothing is said."),
        new("maxMessageBytes", OptionKind.Size, "Size of one message with its header at most; 65536, with the format leef 4096, over udp 1024.")
        {
            Min = "480B", Max = "100MB", MayLackUnit = true,
        },
        new("oversize", OptionKind.Choice, "What becomes of a longer message: set aside, or its longest values shortened.")
        {
            Default = "dead-letter", Choices = ["dead-letter", "cut"],
        },
        TlsOptions.Description,
    ])
    { Check = SyslogOptionsCheck.Run };

    /// <summary>The receiver; its scheme is the transport.</summary>
    public required Uri Address { get; init; }

    /// <summary>The format of the records.</summary>
    public required string Format { get; init; }

    /// <summary>Whether headers are those of RFC 3164 instead of RFC 5424.</summary>
    public bool IsRfc3164 { get; init; }

    /// <summary>Whether each message on a stream is preceded by its length instead of followed by a line feed.</summary>
    public bool CountsOctets { get; init; }

    /// <summary>0 to 23.</summary>
    public int Facility { get; init; } = 13;

    public string AppName { get; init; } = "ionos-activity";

    /// <summary>Printable ASCII; <c>-</c> where unknown.</summary>
    public string Hostname { get; init; } = MachineName;

    /// <summary>The time zone of RFC 3164 times.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Bytes of a message, header included, framing not.</summary>
    public int MaxMessageBytes { get; init; } = DefaultMaxMessageBytes;

    /// <summary>Whether longer messages are shortened instead of refused.</summary>
    public bool CutsOversize { get; init; }

    public TlsOptions Tls { get; init; } = new();

    /// <summary>Time for name, connection, TLS and RELP's opening together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time without any progress after which an attempt ends.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a new connection must stay up behind its first batch before that counts as accepted. Receivers refuse
    /// senders by closing what they have accepted: for their address, or for their certificate, at which a TLS 1.3 server
    /// looks when the client is done with its handshake.
    /// </summary>
    public TimeSpan Probation { get; init; } = TimeSpan.FromSeconds(1);

    internal SyslogTransport Transport => SyslogTransports.Of(Address);

    private static string MachineName => Environment.MachineName is { Length: > 0 and <= 255 } name && Ascii.IsValid(name)
        && !name.Any(letter => letter is <= ' ' or '\x7f') ? name : "-";

    public static SyslogOptions From(OptionValues values, string format)
    {
        var address = values.Url("address");
        var transport = SyslogTransports.Of(address);
        return new()
        {
            Address = address,
            Format = format,
            IsRfc3164 = (values.IntegerOrNull("rfc") ?? (format == "leef" ? 3164 : 5424)) == 3164,
            CountsOctets = values.TextOrNull("framing") is { } framing ? framing == "octet-counting" : transport == SyslogTransport.Tls,
            Facility = (int)values.Integer("facility"),
            AppName = values.Text("appName"),
            Hostname = values.TextOrNull("hostname") ?? MachineName,
            TimeZone = values.TextOrNull("timeZone") is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Utc,
            MaxMessageBytes = (int)(values.IntegerOrNull("maxMessageBytes") ?? DefaultMaximum(transport, format)),
            CutsOversize = values.Text("oversize") == "cut",
            Tls = TlsOptions.From(values.Group("tls")),
        };
    }

    private static int DefaultMaximum(SyslogTransport transport, string format) =>
        transport == SyslogTransport.Udp ? 1024 : format == "leef" ? 4096 : DefaultMaxMessageBytes;
}
