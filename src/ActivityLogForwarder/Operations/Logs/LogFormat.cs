namespace ActivityLogForwarder.Operations.Logs;

/// <summary>How a log line is written.</summary>
public enum LogFormat
{
    /// <summary>For people: time, level, category, message.</summary>
    Text,

    /// <summary>For programs: one JSON object a line.</summary>
    Json,
}
