using System.Reflection;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Core;

/// <summary>A state in front of another, whose commits wait for a test, or fail as it says.</summary>
public class CommitHook : DispatchProxy
{
    private ICheckpointStore? _store;
    private Func<Task>? _before;

    /// <param name="store">Where all else goes.</param>
    /// <param name="before">What comes before each commit; one before which it fails is not written.</param>
    public static ICheckpointStore Before(ICheckpointStore store, Func<Task> before)
    {
        var proxy = Create<ICheckpointStore, CommitHook>();
        (((CommitHook)(object)proxy)._store, ((CommitHook)(object)proxy)._before) = (store, before);
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(ICheckpointStore.CommitAsync) ? new ValueTask(CommitAsync(targetMethod, args)) : targetMethod.Invoke(_store, args);

    private async Task CommitAsync(MethodInfo commit, object?[]? args)
    {
        await _before!();
        await (ValueTask)commit.Invoke(_store, args)!;
    }
}
