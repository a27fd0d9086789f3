using ActivityLogForwarder.Simulator.Activities;

namespace ActivityLogForwarder.Simulator.Http;

/// <summary>An answer to be sent, and how it is sent.</summary>
internal sealed record Reply
{
    public required int Status { get; init; }

    public string? ContentType { get; init; } = "application/json";

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Further headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The pooled buffer that the body lies in; given back when the answer has been sent.</summary>
    public Utf8Page? Buffer { get; init; }

    /// <summary>How long to wait before anything is sent.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Over how long the body is spread, in twenty pieces; zero: sent at once.</summary>
    public TimeSpan Drip { get; init; }

    /// <summary>Whether the connection is reset after half of the body.</summary>
    public bool IsReset { get; init; }

    public static Reply Json(int status, string json) => new() { Status = status, Body = System.Text.Encoding.UTF8.GetBytes(json) };

    /// <summary>An error as IONOS words it.</summary>
    public static Reply Error(int status, string code, string message) => Json(
        status, $$"""{"httpStatus":{{status}},"messages":[{"errorCode":"{{code}}","message":"{{message}}"}]}""");

    public static Reply Unauthorized() => Error(401, "315", "Unauthorized");

    public static Reply Forbidden() => Error(403, "309", "Forbidden: no access to this activity log");

    public Reply With(string header, string value) => this with { Headers = [.. Headers, new(header, value)] };
}
