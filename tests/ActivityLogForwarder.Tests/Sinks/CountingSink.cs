using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Sinks;

/// <summary>Tells how many events a sink has accepted.</summary>
public sealed class CountingSink(ISink sink, Action<int> accepted) : ISink
{
    public bool IsConfirmed => sink.IsConfirmed;

    public bool RecognisesRepeats => sink.RecognisesRepeats;

    public async ValueTask WriteAsync(Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            await sink.WriteAsync(batch, cancellationToken);
        }
        finally
        {
            accepted(batch.Outcomes().Count(outcome => outcome == WriteOutcome.Accepted));
        }
    }

    public ValueTask CheckAsync(CancellationToken cancellationToken) => sink.CheckAsync(cancellationToken);

    public ValueTask DisposeAsync() => sink.DisposeAsync();
}
