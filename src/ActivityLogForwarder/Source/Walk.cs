using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Source;

/// <summary>How far one walk through the pages of a window came.</summary>
public enum WalkEnd
{
    /// <summary>To the last hit.</summary>
    Whole,

    /// <summary>Not to the last hit: the window holds more than the API pages through or than memory should.</summary>
    TooMany,
}

/// <summary>The pages of one walk.</summary>
public sealed class Walk : IDisposable
{
    public List<ApiPage> Pages { get; } = [];

    public WalkEnd End { get; set; }

    /// <summary>Hits on all pages.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all pages.</summary>
    public long Bytes { get; private set; }

    /// <summary>The total that the first and the last page agree on; null where they do not, or give none.</summary>
    public long? AgreedTotal => Pages.Count > 0 && Pages[0].Total == Pages[^1].Total ? Pages[0].Total : null;

    public void Add(ApiPage page)
    {
        Pages.Add(page);
        Count += page.Hits.Count;
        Bytes += page.Length;
    }

    public void Clear()
    {
        foreach (var page in Pages)
            page.Dispose();
        Pages.Clear();
        Count = 0;
        Bytes = 0;
    }

    public void Dispose() => Clear();
}
