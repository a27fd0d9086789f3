using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Operations.Http.Page;

/// <summary>The lanes, the worst first, and never more of them than a page can hold.</summary>
internal static class LaneTable
{
    public const int MaxRows = 50;

    private static readonly (string Sort, string Title, bool IsNumber)[] Columns =
    [
        ("contract", "Contract", false), ("sink", "Sink", false), ("", "State", false), ("lag", "Lag", true), ("cursor", "Cursor", false),
        ("rate", "Per minute", true), ("delivered", "Delivered", true), ("missing", "Missing", true), ("dead", "Dead letters", true),
        ("error", "Last error", false),
    ];

    public static void Write(Html html, ForwarderStatus status, PageQuery query)
    {
        var found = status.Lanes.Where(query.Takes).ToList();
        html.Add($"""
            <section class="card lanes" aria-labelledby="lanes-title">
            <div class="bar"><h2 id="lanes-title">Contracts and sinks <small>{Count(found.Count, status.Lanes.Count)}</small></h2>
            <form action="/" role="search"><label class="v" for="find">Find a contract or sink</label>
            <input id="find" name="find" type="search" value="{query.Find}" placeholder="Find a contract or sink" maxlength="200" autocomplete="off">
            <button>Find</button></form></div>

            """);
        if (!query.IsAll)
            html.Add($"<p class=\"chosen\">Showing {Chosen(query)}. <a href=\"/\">Show all</a></p>\n");
        if (found.Count == 0)
        {
            html.Add($"<p class=\"empty\">{(status.Lanes.Count == 0 ? "No lane has begun yet." : "Nothing fits.")}</p>\n</section>\n");
            return;
        }

        html.Add($"<table class=\"rows\"><thead><tr>");
        foreach (var (sort, title, isNumber) in Columns)
            WriteHead(html, query, sort, title, isNumber);
        html.Add($"</tr></thead>\n<tbody>\n");
        foreach (var lane in Sorted(found, query.Sort, status.Now).Take(MaxRows))
            WriteLane(html, lane, status.Now, query, status.Accounts.Count > 1);
        html.Add($"</tbody></table>\n");
        if (found.Count > MaxRows)
            html.Add($"<p class=\"more\">And {Rest(found, query.Sort, status.Now)}. Find shows those that you name.</p>\n");
        html.Add($"</section>\n");
    }

    private static void WriteHead(Html html, PageQuery query, string sort, string title, bool isNumber)
    {
        var kind = isNumber ? "num" : "";
        if (query.Sort == sort)
            html.Add($"<th scope=\"col\" class=\"{kind}\" aria-sort=\"{(sort is "contract" or "sink" or "cursor" ? "ascending" : "descending")}\"><a href=\"{(query with { Sort = sort }).Link()}\">{title}</a></th>");
        else
            html.Add($"<th scope=\"col\" class=\"{kind}\"><a href=\"{(query with { Sort = sort }).Link()}\">{title}</a></th>");
    }

    private static void WriteLane(Html html, LaneStatus lane, DateTime now, PageQuery query, bool hasAccounts)
    {
        var grade = LaneGrades.Of(lane, now);
        var (sign, tone) = grade.Look();
        var only = PageQuery.All with { Sort = query.Sort };
        html.Add($"<tr data-key=\"{lane.Contract}/{lane.Sink}\" class=\"{tone}\"><th scope=\"row\" data-title=\"Contract\"><a href=\"{(only with { Contract = lane.Contract }).Link()}\">{lane.Contract}</a>");
        if (hasAccounts)
            html.Add($" <small>{lane.Account}</small>");
        html.Add($"</th>\n<td data-title=\"Sink\"><a href=\"{(only with { Contract = lane.Contract, Sink = lane.Sink }).Link()}\">{lane.Sink}</a>");
        if (!lane.IsConfirmed && !lane.IsOrphaned)
            html.Add($" <small class=\"tag\" title=\"This sink gives no receiver’s word that an event has arrived.\">unconfirmed</small>");
        html.Add($"</td><td data-title=\"State\" class=\"state\"><svg class=\"sign\" aria-hidden=\"true\"><use href=\"#{sign}\"/></svg>{grade.Word()}</td>\n<td data-title=\"Lag\" class=\"num\" title=\"{Spans.Text(lane.ExpectedLag)} is expected.\">{Spans.Text(lane.Lag(now))}</td>\n<td data-title=\"Cursor\" class=\"time\"><time datetime=\"{Window.Format(lane.Cursor)}\">");
        if (lane.Cursor.Date != now.Date)
            html.Add($"{Numbers.Day(lane.Cursor)} ");
        html.Add($"""
            {Numbers.Second(lane.Cursor)}</time></td>
            <td data-title="Per minute" class="num">{Numbers.Rate(lane.PerMinute)}</td><td data-title="Delivered" class="num">{Numbers.Text(lane.Delivered)}</td>
            <td data-title="Missing" class="num {Mark(lane.Missing ?? 0)}">{(lane.Missing is { } missing ? Numbers.Text(missing) : "–")}</td>
            <td data-title="Dead letters" class="num {Mark(lane.DeadLetters)}">{Numbers.Text(lane.DeadLetters)}</td><td data-title="Last error" class="error">
            """);
        if (lane.LastError is not null)
            html.Add($"<code>{lane.LastError}</code>");
        if (lane.LastError is not null && lane.LastErrorAt is { } at)
            html.Add($" <small><time datetime=\"{Window.Format(at)}\">{Numbers.Second(at)}</time></small>");
        html.Add($"</td></tr>\n");
    }

    private static IEnumerable<LaneStatus> Sorted(List<LaneStatus> lanes, string sort, DateTime now) => sort switch
    {
        "contract" => lanes.OrderBy(lane => lane.Contract, StringComparer.Ordinal),
        "sink" => lanes.OrderBy(lane => lane.Sink, StringComparer.Ordinal),
        "lag" => lanes.OrderByDescending(lane => lane.Lag(now)),
        "cursor" => lanes.OrderBy(lane => lane.Cursor),
        "rate" => lanes.OrderByDescending(lane => lane.PerMinute ?? -1),
        "delivered" => lanes.OrderByDescending(lane => lane.Delivered),
        "missing" => lanes.OrderByDescending(lane => lane.Missing ?? -1),
        "dead" => lanes.OrderByDescending(lane => lane.DeadLetters),
        "error" => lanes.OrderByDescending(lane => lane.LastErrorAt ?? DateTime.MinValue),
        _ => lanes.OrderByDescending(lane => LaneGrades.Of(lane, now)),
    };

    private static string Rest(List<LaneStatus> lanes, string sort, DateTime now)
    {
        var grades = Sorted(lanes, sort, now).Skip(MaxRows).CountBy(lane => LaneGrades.Of(lane, now)).OrderByDescending(pair => pair.Key);
        return $"{Numbers.Of(lanes.Count - MaxRows, "more lane")}: {string.Join(", ", grades.Select(pair => $"{Numbers.Text(pair.Value)} {pair.Key.Word()}"))}";
    }

    private static string Chosen(PageQuery query) => string.Join(", ", new[]
    {
        query.Contract is null ? null : $"contract {query.Contract}",
        query.Sink is null ? null : $"sink {query.Sink}",
        query.Find.Length == 0 ? null : $"what has “{query.Find}” in its name",
    }.OfType<string>());

    private static string Count(int found, int all) => found == all ? Numbers.Of(all, "lane") : $"{Numbers.Text(found)} of {Numbers.Of(all, "lane")}";

    private static string Mark(long count) => count > 0 ? "some" : "none";
}
