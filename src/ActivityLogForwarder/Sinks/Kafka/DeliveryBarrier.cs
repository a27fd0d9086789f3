using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>
/// Waits for the delivery reports of one batch, which come on several threads. What it gathers is its own, so that a
/// report that comes after the batch was given up touches nothing.
/// </summary>
/// <param name="count">How many records the batch has.</param>
internal sealed class DeliveryBarrier(int count)
{
    private readonly WriteResult[] _results = new WriteResult[count];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One more than records: the batch is not done before all of it has been handed over.
    private int _open = count + 1;

    /// <summary>Says what became of a record; once for each.</summary>
    public void Settle(int index, WriteResult result)
    {
        _results[index] = result;
        Release();
    }

    /// <summary>Says that every record has been handed over or settled.</summary>
    public void HandedOver() => Release();

    /// <summary>Waits until every record is settled.</summary>
    /// <exception cref="TimeoutException">Reports are missing.</exception>
    public async Task<WriteResult[]> WaitAsync(TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        await _done.Task.WaitAsync(limit, clock, cancellationToken).ConfigureAwait(false);
        return _results;
    }

    // The full fence makes what others settled visible to the one who waits.
    private void Release()
    {
        if (Interlocked.Decrement(ref _open) == 0)
            _done.SetResult();
    }
}
