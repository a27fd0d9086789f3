using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>The severities of RFC 5424, table 2, that activities have.</summary>
internal static class SyslogSeverity
{
    private const int Error = 3;
    private const int Warning = 4;
    private const int Notice = 5;

    /// <summary>PRI without its brackets.</summary>
    public static int Priority(int facility, in EventFacts facts) =>
        (facility * 8) + (facts.Severity >= 8 ? Error : facts.IsFailure ? Warning : Notice);
}
