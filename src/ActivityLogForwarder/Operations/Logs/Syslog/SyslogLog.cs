using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Syslog.Framework.Logging;

namespace ActivityLogForwarder.Operations.Logs.Syslog;

/// <summary>The program's own log by syslog over UDP, as far as it gets there. Each line is JSON, so that it is ASCII.</summary>
internal sealed class SyslogLog(SyslogLoggerProvider provider, ITextFormatter formatter) : ILogEventSink, IDisposable
{
    private readonly Microsoft.Extensions.Logging.ILogger _logger = provider.CreateLogger("activity-log-forwarder");

    public static void Add(LoggerConfiguration configuration, string host, int port, ITextFormatter formatter)
    {
        var settings = new SyslogLoggerSettings { ServerHost = host, ServerPort = port, HeaderType = SyslogHeaderType.Rfc5424v1, UseUtc = true };
        configuration.WriteTo.Sink(new SyslogLog(new SyslogLoggerProvider(settings, Environment.MachineName, LogLevel.Trace), formatter));
    }

    public void Emit(LogEvent logEvent)
    {
        var level = LevelConvert.ToExtensionsLevel(logEvent.Level);
        if (!_logger.IsEnabled(level))
            return;
        using var line = new StringWriter();
        formatter.Format(logEvent, line);
        // The line has all there is, secrets taken out: nothing else is handed on.
        var text = line.ToString().TrimEnd();
        _logger.Log(level, default, text, null, static (text, _) => text);
    }

    public void Dispose() => provider.Dispose();
}
