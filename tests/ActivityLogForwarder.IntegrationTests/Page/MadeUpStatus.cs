using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.IntegrationTests.Page;

/// <summary>A forwarder of some size in which something of every kind has happened, the same at every look.</summary>
internal static class MadeUpStatus
{
    private static readonly DateTime Now = new(2026, 11, 22, 14, 23, 41, DateTimeKind.Utc);
    private static readonly string[] Contracts = ["31990001", "31990002", "31990417", "32881056"];

    /// <summary>Names that someone hostile has chosen; the page must show them as they are.</summary>
    public const string Hostile = "<img src=x onerror=alert(1)>\"'&</script>\u202e";

    public static ForwarderStatus Of(params string[] moreSinks)
    {
        var lanes = Contracts.SelectMany(contract => (string[])["archive", "siem", "soc-relay", .. moreSinks], Lane).ToList();
        return new ForwarderStatus(Now, Now, lanes, [.. Contracts.Select(contract => new ContractStatus("main", contract, Now.AddSeconds(-20), Now.AddSeconds(-31), null, contract == "31990417" ? 1 : 0))])
        {
            Accounts = [new AccountStatus("main", Now.AddDays(41), null)],
            StateBytes = 48_300_000,
            Calendar = filter => Calendar([.. lanes.Where(lane => filter.Takes(new LaneKey(lane.Contract, lane.Sink)))]),
        };
    }

    private static LaneStatus Lane(string contract, string sink)
    {
        var number = (int)(EventId.KeyOf(System.Text.Encoding.UTF8.GetBytes(contract + sink)).Low % 97);
        var lane = new LaneStatus(
            "main", contract, sink, Now.AddSeconds(-12 - (number % 40)), TimeSpan.FromSeconds(100), 180_000 + (number * 2311), 0,
            IsHeld: false, IsConfirmed: sink != "soc-relay", LastError: null, LastErrorAt: null, IsOrphaned: false)
        {
            Missing = 0,
            PerMinute = 3.1 + (number / 3.0),
        };
        return (contract, sink) switch
        {
            ("32881056", "siem") => lane with { IsHeld = true, Cursor = Now.AddHours(-3).AddMinutes(-12), LastError = "http:401", LastErrorAt = Now.AddSeconds(-9), PerMinute = 0 },
            ("31990417", "archive") => lane with { Missing = 3 },
            ("31990002", "siem") => lane with { DeadLetters = 4 },
            (_, Hostile) => lane with { LastError = Hostile, LastErrorAt = Now },
            _ => lane,
        };
    }

    private static HourCalendar Calendar(List<LaneStatus> lanes)
    {
        var builder = new CalendarBuilder(Now, 14);
        foreach (var lane in lanes)
        {
            // What takes no receiver's word was put up later than the others.
            var begun = lane.IsConfirmed ? Now.Date.AddDays(-12).AddHours(7) : Now.Date.AddDays(-2).AddHours(13);
            var key = new LaneKey(lane.Contract, lane.Sink);
            var hole = Now.Date.AddDays(-9).AddHours(2);
            List<Window> covered = begun < hole ? [new(begun, hole), new(hole.AddHours(3), lane.Cursor)] : [new(begun, lane.Cursor)];
            var proof = new LaneProof();
            for (var hour = Window.FloorToHour(begun); hour < Now.AddHours(-2) && hour.AddHours(1) < lane.Cursor; hour = hour.AddHours(1))
                proof.Record(hour, lane.Missing > 0 && hour == Now.Date.AddDays(-3).AddHours(16) ? lane.Missing.Value : 0, hour < Now.Date.AddDays(-12).AddHours(11));
            var gaps = lane.Contract == "31990417" && lane.Sink == "siem" ? new[] { new Window(Now.Date.AddDays(-1).AddHours(9), Now.Date.AddDays(-1).AddHours(9).AddSeconds(1)) } : [];
            builder.Add(new LaneState(key, lane.Cursor, covered), Ledger(lane, builder.Span), proof.Spans(), gaps, lane.IsConfirmed);
        }

        return builder.Build();
    }

    // Busy by day, quiet by night and at the week's end.
    private static List<LedgerRow> Ledger(LaneStatus lane, Window span)
    {
        var rows = new List<LedgerRow>();
        for (var hour = span.Start; hour < lane.Cursor; hour = hour.AddHours(1))
        {
            var wave = 1.1 - Math.Cos((hour.Hour - 2) * Math.PI / 12);
            var quiet = hour.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 0.6 : 1;
            var count = (long)(wave * quiet * (90 + (hour.DayOfYear * 7 % 31) + (hour.Hour * 37 % 53)));
            rows.Add(new LedgerRow(hour, count, 0, lane.DeadLetters > 0 && hour == Now.Date.AddHours(5) ? lane.DeadLetters : 0, 0, 0));
        }

        return rows;
    }
}
