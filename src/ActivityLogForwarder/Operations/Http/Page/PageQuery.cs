using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Operations.Http.Page;

/// <summary>What of the lanes the page is asked to show.</summary>
/// <param name="Contract">Only this contract; null: all.</param>
/// <param name="Sink">Only this sink; null: all.</param>
/// <param name="Find">Only lanes whose contract, sink or account has this in it; empty: all.</param>
/// <param name="Sort">The column's name; empty: the worst first.</param>
internal sealed record PageQuery(string? Contract, string? Sink, string Find, string Sort)
{
    private const int MaxLength = 200;

    public static readonly PageQuery All = new(null, null, "", "");

    public LaneFilter Lanes => new(Contract, Sink);

    public bool IsAll => Contract is null && Sink is null && Find.Length == 0;

    public static PageQuery Of(IQueryCollection query) =>
        new(Value(query, "contract"), Value(query, "sink"), Value(query, "find") ?? "", Value(query, "sort") ?? "");

    public bool Takes(LaneStatus lane) =>
        Lanes.Takes(new LaneKey(lane.Contract, lane.Sink))
        && (Find.Length == 0 || Holds(lane.Contract) || Holds(lane.Sink) || Holds(lane.Account));

    /// <summary>The address that asks for this.</summary>
    public string Link()
    {
        (string Name, string? Value)[] parts = [("contract", Contract), ("sink", Sink), ("find", Find), ("sort", Sort)];
        var query = string.Join('&', parts.Where(part => !string.IsNullOrEmpty(part.Value))
            .Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
        return query.Length == 0 ? "/" : $"/?{query}";
    }

    private bool Holds(string text) => text.Contains(Find, StringComparison.OrdinalIgnoreCase);

    private static string? Value(IQueryCollection query, string name) =>
        query[name].ToString().Trim() is { Length: > 0 and <= MaxLength } value ? value : null;
}
