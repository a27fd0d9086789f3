using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Http.Page;

namespace ActivityLogForwarder.Tests.Operations.Http.Page;

public sealed partial class StatusPageTests
{
    private const string Hostile = "</script><script>alert(1)</script><img src=x>\"'&\u202e";

    [Fact]
    public void The_table_can_be_read_without_script()
    {
        var page = Write(Status.Good(Status.Lane() with
        {
            Missing = 7,
            DeadLetters = 12,
            PerMinute = 41.2,
            IsConfirmed = false,
            LastError = "http:401",
            LastErrorAt = Status.Now.AddSeconds(-5),
        }));
        var row = Assert.Single(Rows(page));
        Assert.All(
            ["31999999", "siem", "unconfirmed", "events missing", ">20s<", "02:59:40", ">41<", ">1,234<", ">7<", ">12<", "http:401", "02:59:55"],
            text => Assert.Contains(text, row, StringComparison.Ordinal));
        Assert.Contains("<noscript><meta http-equiv=\"refresh\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public void No_name_can_become_markup_anywhere()
    {
        var status = Status.Good(Status.Lane(Hostile, Hostile) with { Account = Hostile, LastError = Hostile, LastErrorAt = Status.Now, Missing = 1 }) with
        {
            Accounts = [new AccountStatus(Hostile, Status.Now.AddDays(1), Hostile), new AccountStatus("b", null, null)],
            Contracts = [Status.Contract(Hostile) with { LastPoll = null, LastError = Hostile, OpenGaps = 1 }],
        };
        foreach (var query in (PageQuery[])[PageQuery.All, new(Hostile, Hostile, Hostile, Hostile)])
        {
            var page = Write(status, query);
            Assert.Single(ScriptTag().Matches(page));
            Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("\u202e", page, StringComparison.Ordinal);
            Assert.Contains("&lt;img src=x&gt;&quot;&#39;&amp;\\u202e", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Only_the_pages_own_style_and_script_are_let_in()
    {
        foreach (var page in (string[])[Write(Status.Good()), StatusPage.Door()])
        {
            Assert.Contains($"style-src {Hash(Between(page, "<style>", "</style>"))};", StatusPage.ContentSecurityPolicy, StringComparison.Ordinal);
            Assert.Contains($"script-src {Hash(Between(page, "<script>", "</script>"))};", StatusPage.ContentSecurityPolicy, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"\s(?:style|on\w+)=", Between(page, "</style>", "<script>"));
            Assert.DoesNotMatch(@"(?:src|href)=""(?!/|#|data:)", Between(page, "<body>", "<script>"));
        }
    }

    [Fact]
    public void Of_thousands_of_lanes_the_worst_are_shown_and_the_rest_summed_up()
    {
        var lanes = Enumerable.Range(0, 4000).Select(i => Status.Lane($"{31_000_000 + i}")).ToArray();
        lanes[1234] = lanes[1234] with { IsHeld = true };
        lanes[2345] = lanes[2345] with { Cursor = Status.Now.AddDays(-1) };
        var page = Write(Status.Good(lanes));
        Assert.InRange(page.Length, 1, 120_000);
        var rows = Rows(page);
        Assert.Equal(LaneTable.MaxRows, rows.Count);
        Assert.Contains("31001234", rows[0], StringComparison.Ordinal);
        Assert.Contains("31002345", rows[1], StringComparison.Ordinal);
        Assert.Contains("3,950 more lanes: 3,950 ok", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Lanes_can_be_found_chosen_and_sorted()
    {
        var status = Status.Good(
            Status.Lane("1", "archive"), Status.Lane("1", "siem") with { Delivered = 9999 }, Status.Lane("2", "siem") with { Delivered = 1 });
        Assert.Equal(2, Rows(Write(status, PageQuery.All with { Find = "SIE" })).Count);
        Assert.Equal(2, Rows(Write(status, PageQuery.All with { Contract = "1" })).Count);
        Assert.Single(Rows(Write(status, new PageQuery("1", "siem", "", ""))));
        Assert.Contains("Nothing fits", Write(status, PageQuery.All with { Find = "x" }), StringComparison.Ordinal);
        var sorted = Rows(Write(status, PageQuery.All with { Sort = "delivered" }));
        Assert.Equal(["9,999", "1,234", "1"], sorted.Select(row => Regex.Match(row, "\"Delivered\" class=\"num\">([0-9,]+)").Groups[1].Value));
    }

    [Fact]
    public void The_calendar_names_what_is_known_of_each_hour()
    {
        var builder = new CalendarBuilder(Status.Now, 2);
        var begun = Status.Now.AddHours(-5);
        var proof = new LaneProof();
        proof.Record(begun, 0, false);
        proof.Record(begun.AddHours(1), 3, false);
        builder.Add(
            new LaneState(new LaneKey("1", "siem"), Status.Now.AddMinutes(-1), [new Window(begun, Status.Now.AddMinutes(-1))]),
            [new LedgerRow(begun, 41, 0, 2, 0, 0)], proof.Spans(), [], isConfirmed: true);
        var calendar = builder.Build();
        var page = Write(Status.Good() with { Calendar = _ => calendar });
        Assert.Contains("title=\"Sat 21 Nov 22:00: proven, 41 delivered, 2 set aside\"", page, StringComparison.Ordinal);
        Assert.Contains("title=\"Sat 21 Nov 23:00: gap, 3 missing\"", page, StringComparison.Ordinal);
        Assert.Contains("title=\"Sun 22 Nov 00:00: pending\"", page, StringComparison.Ordinal);
        Assert.Contains("title=\"Sat 21 Nov 21:00: not covered\"", page, StringComparison.Ordinal);
        Assert.Contains("43 activities in the last day, at most 43 in the hour from 22:00 on.", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "", "", "/")]
    [InlineData("1 2", "a&b=c", "", "lag", "/?contract=1%202&sink=a%26b%3Dc&sort=lag")]
    public void A_link_asks_for_what_it_says(string? contract, string? sink, string find, string sort, string expected) =>
        Assert.Equal(expected, new PageQuery(contract, sink, find, sort).Link());

    private static string Write(ForwarderStatus status, PageQuery? query = null) => StatusPage.Write(status, query ?? PageQuery.All);

    private static List<string> Rows(string page) => [.. page.Split("<tr data-key").Skip(1).Select(row => row[..row.IndexOf("</tr>", StringComparison.Ordinal)])];

    private static string Between(string page, string start, string end)
    {
        var from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return page[from..page.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static string Hash(string text) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}'";

    [GeneratedRegex("<script", RegexOptions.IgnoreCase)]
    private static partial Regex ScriptTag();
}
