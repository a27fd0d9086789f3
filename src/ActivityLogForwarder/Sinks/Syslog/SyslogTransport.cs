namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>How messages get to the receiver: the scheme of the address.</summary>
public enum SyslogTransport
{
    /// <summary>A datagram a message (RFC 5426).</summary>
    Udp,

    /// <summary>Plain TCP (RFC 6587).</summary>
    Tcp,

    /// <summary>TLS (RFC 5425).</summary>
    Tls,

    /// <summary>RELP: the receiver acknowledges each message.</summary>
    Relp,

    /// <summary>RELP over TLS.</summary>
    RelpTls,
}

/// <summary>What address, port and name follow from a transport.</summary>
internal static class SyslogTransports
{
    private static readonly (string Scheme, SyslogTransport Transport, int Port)[] All =
    [
        ("udp", SyslogTransport.Udp, 514),
        ("tcp", SyslogTransport.Tcp, 601),
        ("tls", SyslogTransport.Tls, 6514),
        ("relp", SyslogTransport.Relp, 2514),
        ("relp+tls", SyslogTransport.RelpTls, 2514),
    ];

    public static IReadOnlyList<string> Schemes { get; } = [.. All.Select(row => row.Scheme)];

    public static SyslogTransport Of(Uri address) => All.First(row => row.Scheme == address.Scheme).Transport;

    /// <summary>The address's port, else the transport's own.</summary>
    public static int Port(Uri address) => address.Port > 0 ? address.Port : All.First(row => row.Scheme == address.Scheme).Port;

    public static bool IsTls(this SyslogTransport transport) => transport is SyslogTransport.Tls or SyslogTransport.RelpTls;

    public static bool IsRelp(this SyslogTransport transport) => transport is SyslogTransport.Relp or SyslogTransport.RelpTls;

    public static bool IsStream(this SyslogTransport transport) => transport is SyslogTransport.Tcp or SyslogTransport.Tls;
}
