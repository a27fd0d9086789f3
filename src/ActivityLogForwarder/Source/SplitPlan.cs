using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Source;

/// <summary>
/// How long the next window of a contract should be, judged by those before it: a plain function of what was read, so
/// that a backlog is walked in windows of a fitting size without probing each.
/// </summary>
public sealed class SplitPlan
{
    /// <summary>Hits a window is aimed at when there is more to read than fits: then it mostly is one page of the API, and one batch of a sink.</summary>
    public const int TargetHits = 900;

    /// <summary>Bytes of pages a window is aimed at when there is more to read than fits.</summary>
    public const long TargetBytes = 2 * 1024 * 1024;

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private DateTime _from;
    private TimeSpan _length;

    /// <summary>The window to try first: all that is left, or a first part of it.</summary>
    public Window First(Window left) => _length > TimeSpan.Zero && left.Start == _from ? Cut(left, _length) : left;

    /// <summary>The next shorter window after one that held too much.</summary>
    /// <param name="tried">The window; longer than a second.</param>
    /// <param name="total">The hits it is said to hold, if that is known.</param>
    public static Window Shorter(Window tried, long? total)
    {
        // A capped total says too little, hence never more than half.
        var share = total > 2 * TargetHits ? (double)TargetHits / total.Value : 0.5;
        return Cut(tried, tried.Length * share);
    }

    /// <summary>Remembers a window that was read.</summary>
    public void Read(Window window, int hits, long bytes, bool wasAll)
    {
        var share = Math.Max((double)hits / TargetHits, (double)bytes / TargetBytes);
        _from = window.End;
        _length = wasAll ? TimeSpan.Zero : window.Length / Math.Clamp(share, 0.125, 8);
    }

    private static Window Cut(Window window, TimeSpan length)
    {
        var longest = window.Length;
        length = length < OneSecond ? OneSecond : length;
        return length >= longest ? window : new Window(window.Start, window.Start + length);
    }
}
