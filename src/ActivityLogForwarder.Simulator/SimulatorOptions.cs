using ActivityLogForwarder.Simulator.Faults;

namespace ActivityLogForwarder.Simulator;

/// <summary>What a simulator serves, and how. The same options yield the same bytes.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Port on the loopback address; 0: any that is free.</summary>
    public int Port { get; init; }

    /// <summary>
    /// Contract numbers: digits, up to 20, distinct. See <see cref="MadeUpContracts"/>.
    /// </summary>
    public IReadOnlyList<string> Contracts { get; init; } = MadeUpContracts(1);

    /// <summary>Events in the past when the simulator starts: the total over all contracts, shared out evenly. 0 or more.</summary>
    public long Events { get; init; } = 5000;

    /// <summary>Everything made up follows from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How far the past reaches back from <see cref="End"/>.</summary>
    public TimeSpan History { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Where the past ends; null: when the simulator starts. With a time in the future, events appear as the clock reaches them.
    /// </summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Further events a second from the start on, over all contracts. 0 or more.</summary>
    public double Rate { get; init; }

    /// <summary>Faults that are on from the start; see <see cref="FaultSet.Parse"/>.</summary>
    public IReadOnlyList<FaultSetting> Faults { get; init; } = [];

    /// <summary>Hits that may be paged through: a greater offset + limit is refused with 400. 0: no limit.</summary>
    public int MaxWindow { get; init; } = 10_000;

    /// <summary>The largest page; a greater limit is silently cut to it.</summary>
    public int MaxLimit { get; init; } = 1000;

    /// <summary>
    /// How many bytes of past events to write into memory before anything is served, which serves them several times as
    /// fast; the bytes served are the same. 0: none.
    /// </summary>
    public long KeepBytes { get; init; }

    /// <summary>The Bearer token to accept. Without token and user name any credentials are accepted, but none are not.</summary>
    public string? Token { get; init; }

    /// <summary>The user of Basic authentication to accept.</summary>
    public string? Username { get; init; }

    /// <summary>The password of Basic authentication to accept.</summary>
    public string? Password { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Contract numbers from 31990001 on.</summary>
    public static IReadOnlyList<string> MadeUpContracts(int count) =>
        [.. Enumerable.Range(31_990_001, count).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))];
}
