namespace ActivityLogForwarder.Tests.Some;

/// <summary>What code allocates.</summary>
internal static class Allocations
{
    // A collection in the midst of a round counts what was left of the thread's allocation buffer.
    private const int Rounds = 5;

    /// <summary>The bytes that this thread allocates for an action done many times; the least of several rounds.</summary>
    public static long Of(Action action, int times)
    {
        action();
        return Enumerable.Range(0, Rounds).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < times; i++)
                action();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }
}
