using System.Globalization;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Commands;

/// <summary>
/// Shows how far a job is: a bar that is drawn over itself on a terminal, a line now and then elsewhere.
/// </summary>
public sealed class ProgressLine(TextWriter output, bool isTerminal, TimeProvider clock)
{
    private const int Width = 30;

    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);

    private readonly long _begun = clock.GetTimestamp();
    private long _shownAt;
    private long _firstDone = -1;
    private string _last = "";

    /// <summary>Shows the progress; null is passed over.</summary>
    public void Show(JobProgress? progress)
    {
        if (progress is not { Total: > 0 })
            return;
        // A job may have been begun by another before: the rate is that of what is seen here.
        if (_firstDone < 0)
            _firstDone = progress.Done;
        var text = Text(progress);
        if (text == _last)
            return;
        if (isTerminal)
        {
            output.Write($"\r{text.PadRight(_last.Length)}");
        }
        else
        {
            if (_shownAt != 0 && clock.GetElapsedTime(_shownAt) < LineEvery)
                return;
            output.WriteLine(text);
        }

        _shownAt = clock.GetTimestamp();
        _last = text;
    }

    /// <summary>Leaves the bar where it is.</summary>
    public void End()
    {
        if (isTerminal && _last.Length > 0)
            output.WriteLine();
    }

    private string Text(JobProgress progress)
    {
        var share = Math.Clamp((double)progress.Done / progress.Total, 0, 1);
        var elapsed = clock.GetElapsedTime(_begun).TotalSeconds;
        var rate = elapsed > 0 ? progress.Events / elapsed : 0;
        var speed = elapsed > 0 ? (progress.Done - _firstDone) / elapsed : 0;
        var remaining = speed > 0 ? TimeSpan.FromSeconds(Math.Min((progress.Total - progress.Done) / speed, 359_999)) : (TimeSpan?)null;
        var filled = (int)(share * Width);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"[{new string('#', filled)}{new string('-', Width - filled)}] {share:P0} {progress.Events} events, {rate:0}/s, {Remaining(remaining)} remaining");
    }

    private static string Remaining(TimeSpan? remaining) => remaining is not { } time
        ? "?"
        : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}:{time.Seconds:00}");
}
