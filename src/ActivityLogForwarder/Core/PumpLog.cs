namespace ActivityLogForwarder.Core;

/// <summary>What the pump and its parts log.</summary>
internal static partial class PumpLog
{
    [LoggerMessage(LogLevel.Information, "Stopping: letting what is under way finish")]
    public static partial void LogStopping(this ILogger log);

    [LoggerMessage(LogLevel.Error, "Account {Account}: its contracts could not be listed: {Reason}")]
    public static partial void LogDiscoveryFailed(this ILogger log, string account, string reason);

    [LoggerMessage(LogLevel.Error, "Contract {Contract}, sink {Sink}: the API could not be read: {Reason}")]
    public static partial void LogSourceFailed(this ILogger log, string contract, string sink, string reason);

    [LoggerMessage(LogLevel.Error, "The state could not be written: {Reason}")]
    public static partial void LogStateFailed(this ILogger log, string reason);

    [LoggerMessage(LogLevel.Error, "Contract {Contract}, sink {Sink}: unexpected error, trying again")]
    public static partial void LogUnexpected(this ILogger log, string contract, string sink, Exception exception);
}
