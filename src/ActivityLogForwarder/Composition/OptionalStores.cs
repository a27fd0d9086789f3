#if OPTIONAL_ADAPTERS
using ActivityLogForwarder.State.LiteDb;
#endif

namespace ActivityLogForwarder.Composition;

/// <summary>The stores that only builds with <c>-p:OptionalAdapters=true</c> have; others refuse their configuration.</summary>
internal static class OptionalStores
{
    public static readonly IReadOnlyDictionary<string, StoreKind> All = new Dictionary<string, StoreKind>
    {
#if OPTIONAL_ADAPTERS
        ["litedb"] = new(LiteDbCheckpointStore.Open, LiteDbCheckpointStore.OpenReadOnly, LiteDbCheckpointStore.Import, LiteDbCheckpointStore.LeaveJob),
#endif
    };
}
