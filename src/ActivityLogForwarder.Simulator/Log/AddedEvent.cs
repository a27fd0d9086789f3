namespace ActivityLogForwarder.Simulator.Log;

/// <summary>An event that is kept, because it was made by hand or by what happened at run time.</summary>
/// <param name="Ticks">When it happened, UTC.</param>
/// <param name="Source">The <c>_source</c>, UTF-8, served as it is.</param>
/// <param name="HiddenUntil">Ticks before which the API does not show it; 0: shown at once.</param>
/// <param name="HitId">The hit's <c>_id</c>, if it shall have one.</param>
internal sealed record AddedEvent(long Ticks, byte[] Source, long HiddenUntil, string? HitId);
