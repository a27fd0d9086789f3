namespace ActivityLogForwarder.Simulator.Http;

/// <summary>What <c>hits.total</c> says.</summary>
/// <param name="Value">The number.</param>
/// <param name="Relation">Null: a bare integer; otherwise an object with this <c>relation</c>.</param>
/// <param name="IsMissing">Whether the member is left out.</param>
internal readonly record struct Total(long Value, string? Relation = null, bool IsMissing = false);
