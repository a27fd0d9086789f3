using System.Runtime.InteropServices;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>
/// Waits for the delivery reports of one batch, which come on another thread, and keeps the records' memory until the last of them: librdkafka
/// reads it also when the batch was given up. What it gathers is its own, so that a report that comes after that touches nothing.
/// </summary>
/// <param name="count">How many records the batch has.</param>
internal sealed class DeliveryBarrier(int count)
{
    private readonly WriteResult[] _results = new WriteResult[count];
    private readonly List<byte[]> _lent = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One more than records: the batch is not done before all of it has been handed over.
    private int _open = count + 1;

    /// <summary>Whether the batch is one record.</summary>
    public bool IsAlone => _results.Length == 1;

    /// <summary>
    /// Keeps the memory of a record as it is until <see cref="TakeBack"/>. False where it cannot be kept, so that the record must be copied.
    /// </summary>
    public bool TryLend(ReadOnlyMemory<byte> record)
    {
        if (!MemoryMarshal.TryGetArray(record, out var part))
            return false;
        var array = part.Array!;
        // Neighbours lie in one array.
        if ((_lent.Count > 0 && ReferenceEquals(_lent[^1], array)) || _lent.Contains(array))
            return true;
        if (!LargeBuffers.Shared.TryHold(array))
            return false;
        _lent.Add(array);
        return true;
    }

    /// <summary>Gives the records' memory up; librdkafka reads none of it any more.</summary>
    public void TakeBack()
    {
        foreach (var array in _lent)
            LargeBuffers.Shared.LetGo(array);
        _lent.Clear();
    }

    /// <summary>Says what became of a record, once for each; it counts with <see cref="Release"/>.</summary>
    public void Note(int index, WriteResult result) => _results[index] = result;

    /// <summary>Says that so many more records, at least one, are settled; that all have been handed over counts as one.</summary>
    /// <returns>Whether that was the last of them.</returns>
    public bool Release(int settled)
    {
        // The full fence makes what others noted visible to the one who waits.
        if (Interlocked.Add(ref _open, -settled) != 0)
            return false;
        _done.SetResult();
        return true;
    }

    /// <summary>Waits until every record is settled.</summary>
    /// <exception cref="TimeoutException">Reports are missing.</exception>
    public async Task<WriteResult[]> WaitAsync(TimeSpan limit, TimeProvider clock, CancellationToken cancellationToken)
    {
        await _done.Task.WaitAsync(limit, clock, cancellationToken).ConfigureAwait(false);
        return _results;
    }
}
