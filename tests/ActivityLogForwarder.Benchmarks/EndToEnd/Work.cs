namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>One thing to do, and who does it.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Events">How many events there are.</param>
/// <param name="Contracts">Over how many contracts they are spread.</param>
/// <param name="Forwarders">The product first.</param>
internal sealed record Work(string Name, long Events, int Contracts, Func<BenchOptions, IEnumerable<IForwarder>> Forwarders)
{
    /// <summary>The most CPU seconds per million events that the product may take; null: no such goal was set.</summary>
    public double? CpuGoal { get; init; }

    /// <summary>Whether it is the same each time: what is counted is memory, not time.</summary>
    public bool IsSteady { get; init; }

    /// <summary>Whether it cannot be done without librdkafka.</summary>
    public bool NeedsKafka => Name.Contains("Kafka", StringComparison.Ordinal) || Name.Contains("every sink", StringComparison.Ordinal);

    /// <summary>What is left of it when it has to be quick: a tenth of the events, but no fewer than 200,000 if there were so many.</summary>
    public Work Quick => this with { Events = Math.Min(Events, Math.Max(Events / 10, 200_000)) };

    /// <summary>A name as it stands in a table.</summary>
    public static string InMarkdown(string name) => name.Replace("_bulk", "`_bulk`", StringComparison.Ordinal);
}
