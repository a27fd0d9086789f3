using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Source;

/// <summary>How the Activity Log API is read: the section <c>source</c>.</summary>
public sealed record SourceOptions
{
    /// <summary>Base address of the API.</summary>
    public Uri Url { get; init; } = new("https://api.ionos.com");

    /// <summary>How often a busy contract is polled.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often at least an idle contract is polled.</summary>
    public TimeSpan MaxPollInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How far behind the API's clock a window ends.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How far back late events are looked for at every poll.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Where a contract without a cursor begins.</summary>
    public StartTime StartFrom { get; init; } = new(null, TimeSpan.FromHours(24));

    /// <summary>Hits asked for per page.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>Hits the API pages through.</summary>
    public int MaxWindow { get; init; } = 10_000;

    /// <summary>Requests per second and account.</summary>
    public int RequestsPerSecond { get; init; } = 5;

    /// <summary>Requests under way at once, per account.</summary>
    public int MaxConcurrentRequests { get; init; } = 4;

    /// <summary>Bytes a page may have; a larger one is asked for again with half the limit.</summary>
    public long MaxResponseBytes { get; init; } = 64_000_000;

    /// <summary>Time for a whole answer, body included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether credentials may go over plain <c>http://</c> to another machine.</summary>
    public bool AllowPlaintext { get; init; }

    /// <summary>The proxy; null: as <c>HTTPS_PROXY</c> and <c>NO_PROXY</c> say.</summary>
    public Uri? Proxy { get; init; }

    public TlsOptions Tls { get; init; } = new();
}

/// <summary>Credentials and the contracts read with them: an entry of the section <c>accounts</c>.</summary>
public sealed record AccountOptions(string Name)
{
    /// <summary>The Bearer token; null with <see cref="Username"/>.</summary>
    public Secret? Token { get; init; }

    /// <summary>The user of Basic authentication; null with <see cref="Token"/>.</summary>
    public string? Username { get; init; }

    /// <summary>The password of Basic authentication.</summary>
    public Secret? Password { get; init; }

    /// <summary>The contracts to read; empty: discovered, and again every hour.</summary>
    public IReadOnlyList<string> Contracts { get; init; } = [];

    /// <summary>Discovered contracts not to read.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];
}
