namespace ActivityLogForwarder.Simulator;

/// <summary>An event made by hand.</summary>
/// <param name="Time">
/// When it happened: what <c>dateStart</c> and <c>dateEnd</c> are compared with. The <c>meta.time</c> of
/// <paramref name="Source"/> should say the same.
/// </param>
/// <param name="Source">
/// The hit's <c>_source</c>, served byte for byte; no fault changes it. Well-formed JSON, unless a page that is not
/// shall be served.
/// </param>
/// <param name="HiddenUntil">When the API begins to show it; null: at once, even if <paramref name="Time"/> is in the future.</param>
/// <param name="HitId">The hit's <c>_id</c>; null: none.</param>
public sealed record SimulatedEvent(
    DateTimeOffset Time, string Source, DateTimeOffset? HiddenUntil = null, string? HitId = null);
