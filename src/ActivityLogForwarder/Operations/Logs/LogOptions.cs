using Microsoft.Extensions.Logging;

namespace ActivityLogForwarder.Operations.Logs;

/// <summary>How a log line is written.</summary>
public enum LogFormat
{
    /// <summary>For people: time, level, category, message.</summary>
    Text,

    /// <summary>For programs: one JSON object a line.</summary>
    Json,
}

/// <summary>The program's own log: the section <c>log</c>.</summary>
/// <param name="Level">The least level that is written.</param>
/// <param name="Format">How a line is written.</param>
public sealed record LogOptions(LogLevel Level = LogLevel.Information, LogFormat Format = LogFormat.Text);
