using System.Reflection;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Core.Completeness;

/// <summary>A state in front of another, of whose commits each third one fails and is not written.</summary>
public class FailingCommits : DispatchProxy
{
    private ICheckpointStore? _store;
    private int _commits;

    public static ICheckpointStore Before(ICheckpointStore store)
    {
        var proxy = Create<ICheckpointStore, FailingCommits>();
        ((FailingCommits)(object)proxy)._store = store;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(ICheckpointStore.CommitAsync) && Interlocked.Increment(ref _commits) % 3 == 0
            ? new ValueTask(FailAsync())
            : targetMethod.Invoke(_store, args);

    private static async Task FailAsync()
    {
        await Task.Yield();
        throw new StateException("The disk is full.");
    }
}
