namespace ActivityLogForwarder.Tests.Processes;

/// <summary>Compares many ids, and shows few where they differ.</summary>
internal static class Same
{
    /// <summary>All of the truth, and each once.</summary>
    public static void Once(IEnumerable<string> truth, IReadOnlyList<string> delivered)
    {
        AtLeastOnce(truth, delivered);
        Assert.Equal(delivered.Count, delivered.Distinct().Count());
    }

    /// <summary>All of the truth, and nothing else.</summary>
    public static void AtLeastOnce(IEnumerable<string> truth, IReadOnlyList<string> delivered)
    {
        var (all, found) = (truth.ToHashSet(), delivered.ToHashSet());
        var missing = all.Except(found).ToList();
        var strange = found.Except(all).ToList();
        Assert.True(
            missing.Count + strange.Count == 0,
            $"Of {all.Count} events {missing.Count} are missing ({string.Join(", ", missing.Take(3))}); {strange.Count} are none ({string.Join(", ", strange.Take(3))}).");
    }
}
