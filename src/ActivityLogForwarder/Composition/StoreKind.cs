using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Composition;

/// <summary>What can be done with the state of one kind of store, by its path.</summary>
/// <param name="Open">See <see cref="Stores.Open"/>; told whether there must be a state.</param>
/// <param name="OpenReadOnly">See <see cref="Stores.OpenReadOnly"/>.</param>
/// <param name="Import">See <see cref="Stores.Import"/>.</param>
/// <param name="LeaveJob">See <see cref="Stores.LeaveJob"/>.</param>
internal sealed record StoreKind(
    Func<string, bool, TimeProvider, ICheckpointStore> Open,
    Func<string, ICheckpointStore> OpenReadOnly,
    Action<string, IEnumerable<StateRecord>, TimeProvider> Import,
    Func<string, Job, Job> LeaveJob);
