using ActivityLogForwarder.Configuration.Sections;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Composition;

/// <summary>Gives a sink what its former name has in the state (<c>formerly</c>).</summary>
internal static partial class Renames
{
    /// <summary>Once: what has been taken over has no former name left. Nothing is begun yet.</summary>
    /// <exception cref="StateException">A sink and its former name both have state, or it cannot be written.</exception>
    public static async Task TakeOverAsync(ICheckpointStore store, IReadOnlyList<SinkOptions> sinks, ILogger log)
    {
        var lanes = store.Lanes().ToLookup(lane => lane.Lane.Sink);
        foreach (var sink in sinks)
        {
            if (sink.Formerly is not { } formerly || !lanes.Contains(formerly))
                continue;
            if (lanes.Contains(sink.Name))
            {
                throw new StateException(
                    $"The sinks {sink.Name} and {formerly}, its former name, both have state: remove sinks.{sink.Name}.formerly to go on with {sink.Name}'s, or give the sink a name that is new to go on with {formerly}'s.");
            }

            await store.RenameSinkAsync(formerly, sink.Name, CancellationToken.None).ConfigureAwait(false);
            LogTakenOver(log, sink.Name, formerly, lanes[formerly].Count());
        }
    }

    [LoggerMessage(LogLevel.Information, "Sink {Sink} goes on where {Formerly} stood, contracts: {Contracts}")]
    private static partial void LogTakenOver(ILogger log, string sink, string formerly, int contracts);
}
