namespace ActivityLogForwarder.Core;

/// <summary>What came of reading behind a lane's cursor.</summary>
/// <param name="IsWhole">Whether all of it was read consistently and is settled.</param>
/// <param name="Delivered">Events that were delivered.</param>
/// <param name="Settled">Events that were not settled before, however they are now.</param>
public readonly record struct Walked(bool IsWhole, long Delivered, long Settled);

/// <summary>What a lane has done since the start.</summary>
public sealed class LaneCounts
{
    public long Delivered { get; set; }

    public long DeadLetters { get; set; }

    public long Saturated { get; set; }

    /// <summary>Events seen for the first time: what makes a contract busy.</summary>
    public long New { get; set; }

    /// <summary>The latest event time seen.</summary>
    public DateTime? LastEvent { get; set; }
}
