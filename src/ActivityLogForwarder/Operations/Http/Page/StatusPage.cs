using System.Security.Cryptography;
using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Metrics;

namespace ActivityLogForwarder.Operations.Http.Page;

/// <summary>
/// The status for a browser: one page that loads nothing and can be read without its script, which only keeps it up to
/// date.
/// </summary>
internal static class StatusPage
{
    private static readonly string Style = Resource("page.css");
    private static readonly string Script = Resource("page.js");
    private static readonly string Signs = Resource("signs.svg");

    /// <summary>
    /// Nothing may be loaded or framed; the page's own style and script are known by their hashes, and the script may
    /// ask this server alone.
    /// </summary>
    public static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src {Hash(Style)}; script-src {Hash(Script)}; connect-src 'self'; img-src data:; "
        + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static string Write(ForwarderStatus status, PageQuery query)
    {
        var verdict = new Verdict(status);
        var page = new Html();
        page.Add($"""
            <header><h1>ActivityLogForwarder</h1>
            <p id="contact" class="contact" role="status"></p><p class="asof">As of <time datetime="{Window.Format(status.Now)}">{Numbers.Second(status.Now)}</time> UTC</p></header>
            <main>

            """);
        verdict.Write(page);
        var calendar = status.Calendar(query.Lanes);
        page.Add($"<div class=\"charts\">\n");
        CalendarView.Write(page, calendar);
        RateChart.Write(page, calendar);
        page.Add($"</div>\n");
        LaneTable.Write(page, status, query);
        page.Add($"</main>\n<footer><p>Version {ProcessMetrics.Version}, state {Numbers.Bytes(status.StateBytes)}{Credentials(status)}</p>\n<p><a href=\"/api/status\">Status as JSON</a> <a href=\"/metrics\">Metrics</a> <a href=\"/readyz\">Readiness</a></p></footer>\n");
        return Document(verdict.Title, verdict.Tone, "<noscript><meta http-equiv=\"refresh\" content=\"10\"></noscript>", page);
    }

    /// <summary>
    /// What someone without the token sees: where to give it. The script sends it as the bearer token that the endpoints
    /// ask for, and forgets it with the page.
    /// </summary>
    public static string Door()
    {
        var page = new Html();
        page.Add($"""
            <header><h1>ActivityLogForwarder</h1><p id="contact" class="contact" role="status"></p></header>
            <main><form id="door" class="card door"><h2>This page needs the token</h2>
            <p>It is in the file that <code>http.tokenFile</code> names. It stays in this tab, until the page is closed or loaded again.</p>
            <label for="token">Token</label>
            <input id="token" type="password" autocomplete="current-password" required>
            <button>Show the status</button>
            <p id="refused" role="alert"></p><noscript><p>A script sends the token; without it, <code>status</code> on the command line tells the same.</p></noscript>
            </form></main>

            """);
        return Document("Token needed", "warn", "", page);
    }

    private static string Credentials(ForwarderStatus status) => string.Concat(status.Accounts
        .Where(account => account.CredentialExpires is not null)
        .OrderBy(account => account.CredentialExpires).Take(3)
        .Select(account => $", token of {account.Account} {(account.CredentialExpires <= status.Now ? "expired" : "expires")} {Numbers.Day(account.CredentialExpires!.Value)}"));

    private static string Document(string title, string tone, string head, Html page)
    {
        var html = new Html();
        html.Add($"{title} · ActivityLogForwarder");
        // What is put together here is this program's own, or has been escaped before.
        return $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark"><title>{html}</title>{head}
            <link rel="icon" href="data:image/svg+xml,{Icon(tone)}">
            <style>{Style}</style></head><body>
            {Signs}<div id="page" class="page">
            {page}</div>
            <script>{Script}</script></body></html>

            """;
    }

    private static string Icon(string tone)
    {
        var colour = tone switch { "bad" => "b3261e", "warn" => "b26a00", _ => "0a6b62" };
        return Uri.EscapeDataString($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><circle cx='8' cy='8' r='7' fill='#{colour}'/></svg>");
    }

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    private static string Resource(string name)
    {
        using var stream = typeof(StatusPage).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program was built without {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
