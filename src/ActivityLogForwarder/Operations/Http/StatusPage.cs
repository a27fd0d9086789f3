using System.Net;
using System.Security.Cryptography;
using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Metrics;

namespace ActivityLogForwarder.Operations.Http;

/// <summary>The status for a browser: one page without script that loads nothing.</summary>
internal static class StatusPage
{
    private const string Style = """
        body{font:15px/1.5 system-ui,sans-serif;margin:2rem;color:#1b1f24;background:#fff}
        table{border-collapse:collapse}
        th,td{padding:.3rem .8rem;border-bottom:1px solid #ccd1d7;text-align:left}
        .n{text-align:right;font-variant-numeric:tabular-nums}
        .Bad{background:#ffe3e0}.Behind{background:#fff3d0}.Orphaned{color:#5b626b}
        @media(prefers-color-scheme:dark){body{color:#e6e9ed;background:#15181c}th,td{border-color:#3a4048}
        .Bad{background:#5a1f1b}.Behind{background:#4d3d0c}.Orphaned{color:#a2a9b2}}
        """;

    /// <summary>Nothing may be loaded, run, framed or submitted; the page's own style is known by its hash.</summary>
    public static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static string Write(ForwarderStatus status)
    {
        var reasons = Readiness.Reasons(status);
        var html = new StringBuilder(8 * 1024)
            .Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width\"><meta http-equiv=\"refresh\" content=\"10\">")
            .Append("<title>").Append(reasons.Count == 0 ? "Ready" : "Not ready").Append(" · ActivityLogForwarder</title><style>")
            .Append(Style).Append("</style></head><body>\n<h1>ActivityLogForwarder</h1>\n<p><strong>")
            .Append(reasons.Count == 0 ? "Ready." : "Not ready.").Append("</strong> Version ").Append(Safe(ProcessMetrics.Version))
            .Append(", ").Append(Safe(Spans.Text(status.Now))).Append("</p>\n");
        AppendList(html, reasons.Select(Reason));
        AppendLanes(html, status);
        AppendList(html, StatusView.Remarks(status));
        return html.Append("</body></html>\n").ToString();
    }

    private static void AppendLanes(StringBuilder html, ForwarderStatus status)
    {
        html.Append("<table><thead><tr>");
        for (var i = 0; i < StatusView.Columns.Count; i++)
            html.Append("<th scope=\"col\"").Append(Class(i)).Append('>').Append(Safe(StatusView.Columns[i])).Append("</th>");
        html.Append("</tr></thead>\n<tbody>");
        foreach (var lane in status.Lanes)
        {
            html.Append("<tr class=\"").Append(StatusView.Mood(lane, status.Now)).Append("\">");
            var cells = StatusView.Cells(lane, status.Now);
            for (var i = 0; i < cells.Count; i++)
                html.Append("<td").Append(Class(i)).Append('>').Append(Safe(cells[i])).Append("</td>");
            html.Append("</tr>\n");
        }

        html.Append("</tbody></table>\n");
    }

    private static void AppendList(StringBuilder html, IEnumerable<string> lines)
    {
        var items = string.Concat(lines.Select(line => $"<li>{Safe(line)}</li>\n"));
        if (items.Length > 0)
            html.Append("<ul>\n").Append(items).Append("</ul>\n");
    }

    private static string Reason(NotReady reason) =>
        string.Join(" → ", new[] { reason.Contract ?? reason.Account, reason.Sink }.OfType<string>()) is { Length: > 0 } where
            ? $"{where}: {reason.Why}"
            : reason.Why;

    private static string Class(int column) => StatusView.IsNumber(column) ? " class=\"n\"" : "";

    private static string Safe(string text) => WebUtility.HtmlEncode(Printable.Escape(text));
}
