using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using ILogger = Serilog.ILogger;

namespace ActivityLogForwarder.Operations.Logs;

/// <summary>Makes the program's own log.</summary>
public static class Logging
{
    /// <summary>A factory whose loggers write to the given writer, one event a line.</summary>
    /// <param name="level">The least level written; frameworks write warnings and worse only.</param>
    /// <param name="format">How a line is written.</param>
    /// <param name="redaction">What must never be written.</param>
    /// <param name="output">Usually standard error. It is not disposed.</param>
    /// <param name="targets">Where the log goes as well, each given what makes a line of JSON in which no secret stands.</param>
    public static ILoggerFactory Create(
        LogLevel level, LogFormat format, Redaction redaction, TextWriter output, params IReadOnlyList<Action<LoggerConfiguration, ITextFormatter>> targets)
    {
        var least = LevelConvert.ToSerilogLevel(level);
        var frameworks = least > LogEventLevel.Warning ? least : LogEventLevel.Warning;
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(least)
            .MinimumLevel.Override("Microsoft", frameworks)
            .MinimumLevel.Override("System", frameworks);
        if (level != LogLevel.None)
        {
            configuration.WriteTo.Sink(new LineSink(new LineFormatter(format, redaction), output));
            foreach (var target in targets)
                target(configuration, new LineText(new LineFormatter(LogFormat.Json, redaction)));
        }

        ILogger logger = configuration.CreateLogger();
        return new SerilogLoggerFactory(logger, dispose: true);
    }

    private sealed class LineText(LineFormatter formatter) : ITextFormatter
    {
        public void Format(LogEvent logEvent, TextWriter output) => output.Write(formatter.Format(logEvent));
    }

    private sealed class LineSink(LineFormatter formatter, TextWriter output) : ILogEventSink
    {
        private readonly Lock _lock = new();

        public void Emit(LogEvent logEvent)
        {
            var line = formatter.Format(logEvent);
            // One write a line: lines of several threads, or of a process that dies, are not torn.
            lock (_lock)
            {
                output.Write(line);
                output.Flush();
            }
        }
    }
}
