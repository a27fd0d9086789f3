using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Syslog;

namespace ActivityLogForwarder.Tests.Sinks.Syslog;

/// <summary>Options and facts made up for tests.</summary>
internal static class SomeSyslog
{
    /// <summary>Facts that every event has.</summary>
    public static readonly ReadFacts NoFacts = static (ActivityEvent _, out EventFacts facts) => facts = default;

    public static SyslogOptions To(string scheme, int port) => new()
    {
        Address = new Uri($"{scheme}://127.0.0.1:{port}"),
        Format = "raw",
        Hostname = "forwarder.example.com",
        CountsOctets = scheme == "tls",
        MaxMessageBytes = scheme == "udp" ? 1024 : 4 << 20,
        Probation = TimeSpan.FromMilliseconds(20),
    };

    /// <summary>Facts that are the same for every event.</summary>
    public static ReadFacts Facts(string type, int severity = 3, bool isFailure = false)
    {
        var bytes = Encoding.UTF8.GetBytes(type);
        return (ActivityEvent _, out EventFacts facts) => facts = new EventFacts(bytes, default, severity, isFailure);
    }

    public static SyslogSink Sink(SyslogOptions options, ReadFacts? facts = null, TimeProvider? clock = null) =>
        new(options, facts ?? NoFacts, clock ?? TimeProvider.System);
}
