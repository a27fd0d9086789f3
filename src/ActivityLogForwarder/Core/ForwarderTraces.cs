using System.Diagnostics;

namespace ActivityLogForwarder.Core;

/// <summary>
/// The spans of the pipeline. While nobody listens, starting one costs a look and gives null. They carry names of the
/// configuration, contracts, times, counts and codes: nothing of an event's content, and no credential.
/// </summary>
public static class ForwarderTraces
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "ActivityLogForwarder";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A lane's way from its cursor to the contract's latest tick.</summary>
    public static Activity? StartPoll(Contract contract, string sink) =>
        Start("poll", ActivityKind.Internal, contract)?.SetTag("sink", sink);

    /// <summary>The reading of a window, which several lanes may wait for.</summary>
    public static Activity? StartWalk(Contract contract, Window window) =>
        Start("walk", ActivityKind.Client, contract)?.SetTag("window", window.ToString());

    /// <summary>One attempt to deliver one batch.</summary>
    public static Activity? StartDeliver(Contract contract, string sink, int events) =>
        Start("deliver", ActivityKind.Client, contract)?.SetTag("sink", sink).SetTag("events", events);

    /// <summary>Marks the span as failed.</summary>
    /// <param name="span">The span; null while nobody listens.</param>
    /// <param name="code">A type or code, nothing quoted.</param>
    public static void Fail(this Activity? span, string code) =>
        span?.SetTag("error.type", code).SetStatus(ActivityStatusCode.Error);

    private static Activity? Start(string name, ActivityKind kind, Contract contract) =>
        Source.StartActivity(name, kind)?.SetTag("account", contract.Account).SetTag("contract", contract.Number);
}
