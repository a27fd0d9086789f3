using System.Globalization;
using System.Text;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace ActivityLogForwarder.Operations.Logs;

/// <summary>
/// Writes a log event as exactly one line. Secrets are taken out of every text before it is escaped, and nothing
/// in a value can end the line or reach the terminal as a control sequence.
/// </summary>
internal sealed class LineFormatter(LogFormat format, Redaction redaction)
{
    private static readonly MessageTemplateTextFormatter Message = new("{Message:l}", LogValues.Instance);

    /// <summary>The line, with its line break.</summary>
    public string Format(LogEvent logEvent) => (format == LogFormat.Json ? Json(logEvent) : Text(logEvent)) + "\n";

    private string Text(LogEvent logEvent)
    {
        var line = new StringBuilder()
            .Append(Time(logEvent)).Append(' ').Append(ShortLevel(logEvent.Level)).Append(' ')
            .Append(Category(logEvent) is { } category ? category[(category.LastIndexOf('.') + 1)..] : "-").Append(": ")
            .Append(Render(logEvent));
        if (logEvent.Exception is { } exception)
            line.Append(" | ").Append(redaction.Apply(Explain(exception, logEvent.Level)));
        return Printable.Escape(redaction.Apply(line.ToString()));
    }

    private string Json(LogEvent logEvent)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("time", Time(logEvent));
            json.WriteString("level", LongLevel(logEvent.Level));
            if (Category(logEvent) is { } category)
                json.WriteString("category", redaction.Apply(category));
            json.WriteString("message", redaction.Apply(Render(logEvent)));
            foreach (var (name, value) in logEvent.Properties)
            {
                if (name is not ("SourceContext" or "EventId" or "time" or "level" or "category" or "message" or "exception"))
                    WriteProperty(json, redaction.Apply(name), value);
            }

            if (logEvent.Exception is { } exception)
                json.WriteString("exception", redaction.Apply(Explain(exception, logEvent.Level)));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private void WriteProperty(Utf8JsonWriter json, string name, LogEventPropertyValue value)
    {
        switch (value)
        {
            case ScalarValue { Value: int or long }:
                json.WriteNumber(name, Convert.ToInt64(((ScalarValue)value).Value, CultureInfo.InvariantCulture));
                break;
            case ScalarValue { Value: bool flag }:
                json.WriteBoolean(name, flag);
                break;
            default:
                json.WriteString(name, redaction.Apply(LogValues.Text(value)));
                break;
        }
    }

    private static string Render(LogEvent logEvent)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        Message.Format(logEvent, writer);
        return writer.ToString();
    }

    // The stack is for what nobody expected; a warning is expected now and then.
    private static string Explain(Exception exception, LogEventLevel level)
    {
        if (level >= LogEventLevel.Error)
            return exception.ToString();
        var causes = new List<string>();
        for (var cause = exception; cause is not null; cause = cause.InnerException)
            causes.Add($"{cause.GetType().Name}: {cause.Message}");
        return string.Join(" <- ", causes);
    }

    private static string? Category(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue("SourceContext", out var value) ? LogValues.Text(value) : null;

    private static string Time(LogEvent logEvent) =>
        logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string ShortLevel(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "TRC",
        LogEventLevel.Debug => "DBG",
        LogEventLevel.Information => "INF",
        LogEventLevel.Warning => "WRN",
        LogEventLevel.Error => "ERR",
        _ => "FTL",
    };

    private static string LongLevel(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "trace",
        LogEventLevel.Debug => "debug",
        LogEventLevel.Information => "info",
        LogEventLevel.Warning => "warning",
        LogEventLevel.Error => "error",
        _ => "critical",
    };
}
