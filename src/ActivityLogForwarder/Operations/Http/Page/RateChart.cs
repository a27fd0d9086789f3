using System.Globalization;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Operations.Http.Page;

/// <summary>Activities an hour over the last day, as bars and, for those who cannot see them, as a table.</summary>
internal static class RateChart
{
    private const int Shown = 25;
    private const int Width = 500;
    private const int Height = 290;
    private const int Top = 12;
    private const int Bottom = 266;
    private const int Left = 44;

    public static void Write(Html html, HourCalendar calendar)
    {
        var hours = calendar.Hours.TakeLast(Shown).ToArray();
        var most = Ceiling(hours.Length == 0 ? 0 : hours.Max(hour => hour.Activities));
        html.Add($"""
            <section class="card rate" aria-labelledby="rate-title">
            <h2 id="rate-title">Activities an hour <small>last day, by the time they happened</small></h2>
            <svg class="bars" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Summary(hours)}">
            <path class="grid" d="M{Left} {Top}H{Width}M{Left} {(Top + Bottom) / 2}H{Width}"/>
            <text x="{Left - 8}" y="{Top + 4}" class="end">{Short(most)}</text>
            <text x="{Left - 8}" y="{((Top + Bottom) / 2) + 4}" class="end">{Short(most / 2)}</text>
            <text x="{Left - 8}" y="{Bottom + 4}" class="end">0</text>

            """);
        for (var i = 0; i < hours.Length; i++)
        {
            var x = Left + 2 + ((Width - Left) * i / Shown);
            var height = most == 0 ? 0 : (int)Math.Ceiling((double)(Bottom - Top) * hours[i].Activities / most);
            var last = i == hours.Length - 1 ? "now" : "";
            html.Add($"<g class=\"{last}\"><rect x=\"{x}\" y=\"{Bottom - height}\" width=\"14\" height=\"{height}\" rx=\"2\"/><title>{Numbers.Day(hours[i].Hour)} {Numbers.Clock(hours[i].Hour)}: {Numbers.Text(hours[i].Activities)}</title></g>\n");
            if (hours[i].Hour.Hour % 6 == 0)
                html.Add($"<text x=\"{x + 7}\" y=\"{Height - 4}\" class=\"middle\">{Numbers.Clock(hours[i].Hour)}</text>\n");
        }

        html.Add($"<path class=\"axis\" d=\"M{Left} {Bottom}H{Width}\"/>\n</svg>\n<details><summary>As a table</summary>\n<table class=\"plain\"><thead><tr><th scope=\"col\">Hour (UTC)</th><th scope=\"col\" class=\"num\">Activities</th></tr></thead><tbody>\n");
        foreach (var hour in hours.Reverse())
            html.Add($"<tr><th scope=\"row\">{Numbers.Day(hour.Hour)} {Numbers.Clock(hour.Hour)}</th><td class=\"num\">{Numbers.Text(hour.Activities)}</td></tr>\n");
        html.Add($"</tbody></table>\n</details>\n</section>\n");
    }

    private static string Summary(CalendarHour[] hours)
    {
        if (hours.Length == 0 || hours.All(hour => hour.Activities == 0))
            return "No activities in the last day.";
        var most = hours.MaxBy(hour => hour.Activities);
        return $"{Numbers.Text(hours.Sum(hour => hour.Activities))} activities in the last day, at most {Numbers.Text(most.Activities)} in the hour from {Numbers.Clock(most.Hour)} on.";
    }

    /// <summary>The next number with one digit other than zero that is even, so that its half is a whole one.</summary>
    private static long Ceiling(long value)
    {
        if (value == 0)
            return 0;
        var step = 1L;
        while (step * 10 < value)
            step *= 10;
        foreach (var factor in (ReadOnlySpan<long>)[2, 4, 6, 8])
        {
            if (factor * step >= value)
                return factor * step;
        }

        return 10 * step;
    }

    private static string Short(long value) => value switch
    {
        >= 1_000_000 => (value / 1e6).ToString("0.#", CultureInfo.InvariantCulture) + "M",
        >= 10_000 => (value / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + "k",
        _ => Numbers.Text(value),
    };
}
