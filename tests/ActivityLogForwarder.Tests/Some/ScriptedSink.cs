using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Some;

/// <summary>A sink that does to each attempt what the test says, and remembers the attempts.</summary>
public sealed class ScriptedSink(Action<Batch, int> attempt) : ISink
{
    private readonly Lock _lock = new();

    /// <summary>How many events each attempt had.</summary>
    public List<int> Attempts { get; } = [];

    /// <summary>Ids in the order in which they were accepted.</summary>
    public List<string> Accepted { get; } = [];

    public bool IsConfirmed => true;

    public bool RecognisesRepeats { get; init; }

    public async ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (_lock)
        {
            Attempts.Add(batch.Count);
            try
            {
                attempt(batch, Attempts.Count);
            }
            finally
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    if (batch.Results.Span[i].Outcome == WriteOutcome.Accepted)
                        Accepted.Add(batch.Items.Span[i].Event.Id.ToString());
                }
            }
        }
    }

    public ValueTask CheckAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Accepts everything.</summary>
    public static void Accept(Batch batch, int attempt) => batch.Results.Span.Fill(WriteResult.Accepted);
}
