namespace ActivityLogForwarder.Operations.Metrics;

/// <summary>Up to three labels with their values: what tells the series of one metric apart.</summary>
internal readonly record struct SeriesKey(
    string? Name1, string? Value1, string? Name2, string? Value2, string? Name3, string? Value3)
{
    /// <summary>The most labels a metric of ours has.</summary>
    public const int MaxLabels = 3;

    public static SeriesKey Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length > MaxLabels)
            throw new ArgumentException($"A metric has at most {MaxLabels} labels.", nameof(tags));
        return new(
            tags.Length > 0 ? tags[0].Key : null, tags.Length > 0 ? tags[0].Value as string : null,
            tags.Length > 1 ? tags[1].Key : null, tags.Length > 1 ? tags[1].Value as string : null,
            tags.Length > 2 ? tags[2].Key : null, tags.Length > 2 ? tags[2].Value as string : null);
    }

    public (string Name, string Value)[] ToLabels()
    {
        var labels = new List<(string, string)>(MaxLabels);
        if (Name1 is not null)
            labels.Add((Name1, Value1 ?? ""));
        if (Name2 is not null)
            labels.Add((Name2, Value2 ?? ""));
        if (Name3 is not null)
            labels.Add((Name3, Value3 ?? ""));
        return [.. labels];
    }
}

/// <summary>A sum that many threads add to.</summary>
internal sealed class Sum
{
    private long _value;

    public long Value => Interlocked.Read(ref _value);

    public void Add(long value) => Interlocked.Add(ref _value, value);
}

/// <summary>How many observations fell into each bucket.</summary>
/// <param name="bounds">The buckets' upper bounds, inclusive and rising; one more, without a bound, follows.</param>
internal sealed class Distribution(double[] bounds)
{
    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[bounds.Length + 1];
    private double _sum;

    public double[] Bounds => bounds;

    public void Record(double value)
    {
        var bucket = Array.BinarySearch(bounds, value);
        lock (_lock)
        {
            _counts[bucket < 0 ? ~bucket : bucket]++;
            _sum += value;
        }
    }

    /// <summary>The counts per bucket, not cumulated, and the sum of all values.</summary>
    public (long[] Counts, double Sum) Read()
    {
        lock (_lock)
            return ((long[])_counts.Clone(), _sum);
    }
}
