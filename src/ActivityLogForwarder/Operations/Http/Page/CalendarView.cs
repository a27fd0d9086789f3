using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Operations.Http.Page;

/// <summary>The completeness calendar: days as rows, the latest first, an hour a cell.</summary>
internal static class CalendarView
{
    private static readonly HourState[] Legend =
        [HourState.Proven, HourState.Unconfirmed, HourState.Pending, HourState.Gap, HourState.Expired, HourState.NotCovered];

    public static void Write(Html html, HourCalendar calendar)
    {
        html.Add($"""
            <section class="card calendar" aria-labelledby="calendar-title">
            <h2 id="calendar-title">Completeness <small>an hour a cell, UTC</small></h2>

            """);
        if (calendar.Lanes == 0)
        {
            html.Add($"<p class=\"empty\">No lane has begun yet.</p>\n</section>\n");
            return;
        }

        html.Add($"<table class=\"hours\" id=\"hours\" aria-labelledby=\"calendar-title\" aria-describedby=\"hour\">\n<thead><tr><td></td>");
        for (var hour = 0; hour < 24; hour++)
            html.Add($"<th scope=\"col\">{Label(hour)}</th>");
        html.Add($"</tr></thead>\n<tbody>\n");
        foreach (var day in calendar.Hours.GroupBy(hour => hour.Hour.Date).Reverse())
            WriteDay(html, day.Key, [.. day], calendar.Lanes);
        html.Add($"</tbody>\n</table>\n<p id=\"hour\" class=\"hour\">{Summary(calendar)}</p>\n<ul class=\"legend\">");
        foreach (var state in Legend)
            html.Add($"<li><i class=\"cell {Class(state)}\"></i>{Word(state)}</li>");
        html.Add($"</ul>\n</section>\n");
    }

    private static void WriteDay(Html html, DateTime day, CalendarHour[] hours, int lanes)
    {
        html.Add($"<tr><th scope=\"row\">{Numbers.WeekDay(day)} <span class=\"month\">{Numbers.Month(day)}</span></th>");
        foreach (var hour in hours)
            html.Add($"<td class=\"cell {Class(hour.State)}\" title=\"{Describe(hour, lanes)}\"><span class=\"v\">{Word(hour.State)}</span></td>");
        for (var hour = hours.Length; hour < 24; hour++)
            html.Add($"<td></td>");
        html.Add($"</tr>\n");
    }

    private static string Describe(CalendarHour hour, int lanes)
    {
        var where = lanes == 1 || hour.Lanes == lanes ? "" : $" in {Numbers.Text(hour.Lanes)} of {Numbers.Of(lanes, "lane")}";
        var text = $"{Numbers.Day(hour.Hour)} {Numbers.Clock(hour.Hour)}: {Word(hour.State)}{where}";
        if (hour.Missing > 0)
            text += $", {Numbers.Text(hour.Missing)} missing";
        if (hour.Delivered > 0)
            text += $", {Numbers.Text(hour.Delivered)} delivered";
        return hour.DeadLettered > 0 ? $"{text}, {Numbers.Text(hour.DeadLettered)} set aside" : text;
    }

    private static string Summary(HourCalendar calendar)
    {
        var counts = calendar.Hours.Where(hour => Class(hour.State) != "n").CountBy(hour => hour.State).ToDictionary();
        var known = Legend.Where(counts.ContainsKey).Select(state => $"{Numbers.Text(counts[state])} {Word(state)}");
        return counts.Count == 0 ? "No hour is covered yet." : $"Hours: {string.Join(", ", known)}.";
    }

    private static string Label(int hour) => hour < 10 ? $"0{Numbers.Text(hour)}" : Numbers.Text(hour);

    private static string Word(HourState state) => state switch
    {
        HourState.Proven => "proven",
        HourState.Unconfirmed => "unconfirmed",
        HourState.Pending => "pending",
        HourState.Gap => "gap",
        HourState.Expired => "expired",
        _ => "not covered",
    };

    private static string Class(HourState state) => state switch
    {
        HourState.Proven => "p",
        HourState.Unconfirmed => "u",
        HourState.Pending => "w",
        HourState.Gap => "g",
        HourState.Expired => "x",
        _ => "n",
    };
}
