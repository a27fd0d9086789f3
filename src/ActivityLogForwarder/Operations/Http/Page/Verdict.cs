using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Operations.Http.Page;

/// <summary>What is to be known at a glance: whether all is well, what is not, and the sums.</summary>
internal sealed class Verdict
{
    private const int MaxProblems = 5;

    private readonly ForwarderStatus _status;
    private readonly List<LaneStatus> _lanes;
    private readonly List<string> _problems;
    private readonly bool _isBad;
    private readonly long _missing;
    private readonly long _deadLetters;

    public Verdict(ForwarderStatus status)
    {
        _status = status;
        _lanes = [.. status.Lanes.Where(lane => !lane.IsOrphaned)];
        _missing = _lanes.Sum(lane => lane.Missing ?? 0);
        _deadLetters = _lanes.Sum(lane => lane.DeadLetters);
        _isBad = _lanes.Any(lane => lane.IsHeld || lane.Missing > 0) || status.Accounts.Any(account => account.LastError is not null);
        _problems = [.. Readiness.Reasons(status).OrderBy(reason => reason.Sink is null ? 0 : 1).Select(Text), .. Remarks()];
    }

    public bool IsGood => _problems.Count == 0;

    /// <summary><c>good</c>, <c>warn</c> or <c>bad</c>.</summary>
    public string Tone => _isBad ? "bad" : IsGood ? "good" : "warn";

    public string Title => IsGood ? "All is delivered" : $"{Numbers.Of(_problems.Count, "problem")}";

    public void Write(Html html)
    {
        html.Add($"""
            <section class="verdict {Tone}" aria-labelledby="verdict">
            <svg class="sign" aria-hidden="true"><use href="#{(IsGood ? "ok" : _isBad ? "held" : "warn")}"/></svg>
            <div aria-live="polite"><h2 id="verdict">{Headline()}</h2>

            """);
        if (IsGood)
            html.Add($"<p>Every contract and sink is up to date, and nothing is known to be missing.</p>\n");
        else
            WriteProblems(html);
        html.Add($"</div>\n</section>\n<dl class=\"figures\">\n");
        Figure(html, "Contracts", Numbers.Text(_status.Contracts.Count), "");
        Figure(html, "Lanes", Numbers.Text(_lanes.Count), "");
        Figure(html, "Slowest lag", _lanes.Count == 0 ? "–" : Spans.Text(_lanes.Max(lane => lane.Lag(_status.Now))), _lanes.Any(lane => Readiness.IsBehind(lane, _status.Now)) ? "warn" : "");
        Figure(html, "Delivered a minute", Numbers.Rate(_lanes.Sum(lane => lane.PerMinute ?? 0)), "");
        Figure(html, "Missing", Numbers.Text(_missing), _missing > 0 ? "bad" : "");
        Figure(html, "Dead letters", Numbers.Text(_deadLetters), _deadLetters > 0 ? "warn" : "");
        html.Add($"</dl>\n");
    }

    private string Headline() => IsGood ? "All is delivered"
        : _lanes.Count(lane => LaneGrades.Of(lane, _status.Now) > LaneGrade.SetAside) is > 0 and var wrong
            ? $"{Numbers.Text(wrong)} of {Numbers.Of(_lanes.Count, "lane")} {(wrong == 1 ? "needs" : "need")} attention"
            : "Something needs attention";

    private void WriteProblems(Html html)
    {
        html.Add($"<ul>\n");
        foreach (var problem in _problems.Take(MaxProblems))
            html.Add($"<li>{problem}</li>\n");
        if (_problems.Count > MaxProblems)
            html.Add($"<li>and {Numbers.Text(_problems.Count - MaxProblems)} more</li>\n");
        html.Add($"</ul>\n");
    }

    private IEnumerable<string> Remarks()
    {
        foreach (var lane in _lanes.Where(lane => lane.Missing > 0))
            yield return $"{lane.Contract} → {lane.Sink}: {Numbers.Of(lane.Missing!.Value, "event")} missing; verify --repair delivers what can be had";
        foreach (var contract in _status.Contracts.Where(contract => contract.OpenGaps > 0))
            yield return $"{contract.Contract}: {Numbers.Of(contract.OpenGaps, "second")} that could not be read whole";
        foreach (var sink in _lanes.Where(lane => lane.DeadLetters > 0).GroupBy(lane => lane.Sink))
            yield return $"{sink.Key}: {Numbers.Of(sink.Sum(lane => lane.DeadLetters), "dead letter")} to look at";
    }

    private static void Figure(Html html, string name, string value, string tone) =>
        html.Add($"<div class=\"{tone}\"><dt>{name}</dt><dd>{value}</dd></div>\n");

    private static string Text(NotReady reason) =>
        string.Join(" → ", new[] { reason.Contract ?? reason.Account, reason.Sink }.OfType<string>()) is { Length: > 0 } where
            ? $"{where}: {reason.Why}"
            : reason.Why;
}
