using System.Collections.Concurrent;
using Confluent.Kafka;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>
/// Takes librdkafka's delivery reports, many at a time, and what else it has to say. A report bears a number that stands
/// for its batch and place, no address: one that comes after its batch was given up finds the batch's barrier, or nothing.
/// </summary>
internal sealed unsafe class KafkaReports : IDisposable
{
    // As long as ending takes at most.
    private const int PollMilliseconds = 100;
    private const int Room = 256;

    private readonly nint _client;
    private readonly nint _queue;
    private readonly Action<ErrorCode> _failed;
    private readonly Action _tokenWanted;
    private readonly ConcurrentDictionary<uint, DeliveryBarrier> _open = new();
    private readonly Thread _thread;
    private uint _last;
    private volatile bool _isStopped;
    private volatile bool _isBroken;

    /// <param name="client">librdkafka's producer, which reports by events.</param>
    /// <param name="failed">Is told of every error of a connection or the producer.</param>
    /// <param name="tokenWanted">Is told that a new OAUTHBEARER token is wanted.</param>
    public KafkaReports(nint client, Action<ErrorCode> failed, Action tokenWanted)
    {
        _client = client;
        _queue = Native.Queue(client);
        _failed = failed;
        _tokenWanted = tokenWanted;
        _thread = new Thread(Run) { IsBackground = true, Name = "Kafka reports" };
        _thread.Start();
    }

    /// <summary>How many batches wait for reports.</summary>
    public int Waiting => _open.Count;

    /// <summary>Whether the producer can deliver nothing any more.</summary>
    public bool IsBroken
    {
        get => _isBroken;
        set => _isBroken = value;
    }

    /// <summary>A number for a batch whose records are about to be handed over.</summary>
    public uint Open(DeliveryBarrier barrier)
    {
        uint number;
        do
            number = Interlocked.Increment(ref _last);
        while (!_open.TryAdd(number, barrier));
        return number;
    }

    /// <summary>The mark of a record: its batch, and its place there.</summary>
    public static nint Mark(uint batch, int index) => unchecked((nint)(((ulong)batch << 32) | (uint)index));

    /// <summary>Says that so many records of a batch are settled, or have been handed over.</summary>
    public void Release(uint number, DeliveryBarrier barrier, int count)
    {
        if (!barrier.Release(count))
            return;
        barrier.TakeBack();
        _open.TryRemove(number, out _);
    }

    /// <summary>The error of a record, and the one behind it if that only says that there was a fatal one.</summary>
    public ErrorCode Unmask(ErrorCode code)
    {
        if (code != ErrorCode.Local_Fatal)
            return code;
        _isBroken = true;
        return Native.FatalError(_client);
    }

    /// <summary>Takes back what records without a report lie in. The producer must be disposed before.</summary>
    public void TakeBack()
    {
        foreach (var barrier in _open.Values)
            barrier.TakeBack();
    }

    /// <summary>Stops taking reports. The producer must be disposed after it.</summary>
    public void Dispose()
    {
        _isStopped = true;
        _thread.Join();
        Native.FreeQueue(_queue);
    }

    private void Run()
    {
        while (!_isStopped)
        {
            var happened = Native.Poll(_queue, PollMilliseconds);
            if (happened == 0)
                continue;
            switch (Native.TypeOf(happened))
            {
                case Native.Reports:
                    Take(happened);
                    break;
                case Native.Failed:
                    if (Native.IsFatal(happened) != 0)
                        _isBroken = true;
                    _failed(Native.ErrorOf(happened));
                    break;
                case Native.TokenWanted:
                    _tokenWanted();
                    break;
            }

            Native.FreeEvent(happened);
        }
    }

    // Reports of one batch mostly follow each other: they are counted together.
    private void Take(nint happened)
    {
        var reports = stackalloc Native.Report*[Room];
        var number = 0u;
        DeliveryBarrier? barrier = null;
        var count = 0;
        while ((int)Native.Next(happened, reports, Room) is > 0 and var found)
        {
            for (var i = 0; i < found; i++)
            {
                var mark = (ulong)reports[i]->Mark;
                var batch = (uint)(mark >> 32);
                if (barrier is null || batch != number)
                {
                    if (barrier is not null)
                        Release(number, barrier, count);
                    (number, count) = (batch, 0);
                    if (!_open.TryGetValue(batch, out barrier))
                        continue;
                }

                barrier.Note((int)(uint)mark, KafkaErrors.Judge(Unmask(reports[i]->Error), barrier.IsAlone));
                count++;
            }
        }

        if (barrier is not null)
            Release(number, barrier, count);
    }
}
