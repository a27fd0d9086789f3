using ActivityLogForwarder.Core.Options;
using ActivityLogForwarder.Source;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Configuration.Sections;

/// <summary>The section <c>source</c>.</summary>
internal static class SourceSection
{
    public static readonly Option Description = new("source", OptionKind.Group, "How the Activity Log API is read.")
    {
        Group = new OptionGroup(
        [
            new("url", OptionKind.Url, "Base address of the API.")
                { Default = "https://api.ionos.com", Choices = ["https", "http"] },
            new("pollInterval", OptionKind.Duration, "How often each contract is polled; idle contracts are polled less often.")
                { Default = "60s", Min = "100ms", Max = "1d" },
            new("maxPollInterval", OptionKind.Duration, "How often an idle contract is polled at least; never less than pollInterval.")
                { Default = "10m", Min = "100ms", Max = "1d" },
            new("settle", OptionKind.Duration, "How far behind the API's clock a window ends.")
                { Default = "10s", Min = "0s", Max = "1h" },
            new("overlap", OptionKind.Duration, "How far back totals are compared, and re-read where they differ, for late events.")
                { Default = "15m", Min = "0s", Max = "7d" },
            new("startFrom", OptionKind.StartTime, "Where a contract without a cursor begins: a duration back from now, a time, a date, now or beginning.")
                { Default = "24h" },
            new("pageSize", OptionKind.Integer, "Hits asked for per page; the API may return fewer. Never more than maxWindow.")
                { Default = "1000", Min = "1", Max = "100000" },
            new("maxWindow", OptionKind.Integer, "Hits the API pages through; learned downwards when it refuses.")
                { Default = "10000", Min = "1", Max = "1000000" },
            new("requestsPerSecond", OptionKind.Integer, "Requests per second and account.")
                { Default = "5", Min = "1", Max = "100000" },
            new("maxConcurrentRequests", OptionKind.Integer, "Requests under way at once, per account.")
                { Default = "4", Min = "1", Max = "1000" },
            new("maxResponseBytes", OptionKind.Size, "Largest page; a larger one is asked for again with half the limit.")
                { Default = "64MB", Min = "16KiB", Max = "1GB" },
            new("timeout", OptionKind.Duration, "Time for a whole answer, body included.")
                { Default = "30s", Min = "100ms", Max = "1h" },
            Plaintext.Option,
            new("proxy", OptionKind.Url, "HTTP proxy. Without it, HTTPS_PROXY and NO_PROXY in the environment are heeded.")
                { Choices = ["http", "https"] },
            TlsOptions.Description,
        ])
        {
            Check = (values, report) =>
            {
                Rules.Attempt(() =>
                {
                    Plaintext.Check(values, "url", [values.Url("url")], hasCredential: true, report);
                });
                Rules.Attempt(() =>
                {
                    if (values.IsGiven("maxPollInterval") && values.Duration("maxPollInterval") < values.Duration("pollInterval"))
                        report("maxPollInterval", "must not be shorter than pollInterval");
                });
                Rules.Attempt(() =>
                {
                    if (values.IsGiven("pageSize") && values.Integer("pageSize") > values.Integer("maxWindow"))
                        report("pageSize", "must not be larger than maxWindow");
                });
            },
        },
    };

    public static SourceOptions From(OptionValues values) => new()
    {
        Url = values.Url("url"),
        PollInterval = values.Duration("pollInterval"),

        // A default follows the key it belongs to where that leaves its usual range.
        MaxPollInterval = TimeSpan.FromTicks(Math.Max(values.Duration("maxPollInterval").Ticks, values.Duration("pollInterval").Ticks)),
        Settle = values.Duration("settle"),
        Overlap = values.Duration("overlap"),
        StartFrom = values.StartTime("startFrom"),
        PageSize = (int)Math.Min(values.Integer("pageSize"), values.Integer("maxWindow")),
        MaxWindow = (int)values.Integer("maxWindow"),
        RequestsPerSecond = (int)values.Integer("requestsPerSecond"),
        MaxConcurrentRequests = (int)values.Integer("maxConcurrentRequests"),
        MaxResponseBytes = values.Bytes("maxResponseBytes"),
        Timeout = values.Duration("timeout"),
        AllowPlaintext = values.Boolean(Plaintext.Option.Key),
        Proxy = values.UrlOrNull("proxy"),
        Tls = TlsOptions.From(values.Group("tls")),
    };
}
