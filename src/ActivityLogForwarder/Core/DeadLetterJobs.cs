namespace ActivityLogForwarder.Core;

/// <summary>The jobs that are about dead letters: each says what went wrong, null when nothing did.</summary>
internal sealed class DeadLetterJobs(ICheckpointStore store)
{
    /// <summary>Sends letters once more, each in its lane's turn, and takes away those that the sink accepts.</summary>
    public async Task<string?> ReplayAsync(
        List<Lane> lanes, JobArguments arguments, RunningJob running, CancellationToken stop, CancellationToken abort)
    {
        var letters = Letters(lanes, arguments);
        running.Total = letters.Sum(lane => lane.Numbers.Count);
        var refused = 0;
        foreach (var (lane, numbers) in letters)
        {
            foreach (var number in numbers)
            {
                if (stop.IsCancellationRequested || store.FindDeadLetter(number) is not { } letter)
                    continue;
                var isAccepted = false;
                await lane.InTurnAsync(async () => isAccepted = await Replay.TryAsync(lane, letter, abort).ConfigureAwait(false), stop).ConfigureAwait(false);
                if (isAccepted)
                    await store.ResolveDeadLettersAsync([number], SettledAs.Delivered, CancellationToken.None).ConfigureAwait(false);
                else
                    refused++;
                running.Add(isAccepted ? 1 : 0, 1);
                await running.SaveAsync().ConfigureAwait(false);
            }
        }

        return refused == 0 ? null : $"{refused} dead letters were refused again and stay";
    }

    /// <summary>Takes letters away and counts their events as discarded.</summary>
    public async Task<string?> DiscardAsync(List<Lane> lanes, JobArguments arguments, RunningJob running)
    {
        var numbers = Letters(lanes, arguments).SelectMany(lane => lane.Numbers).ToList();
        await store.ResolveDeadLettersAsync(numbers, SettledAs.Discarded, CancellationToken.None).ConfigureAwait(false);
        running.Total = numbers.Count;
        running.Add(0, numbers.Count);
        return null;
    }

    private List<(Lane Lane, List<long> Numbers)> Letters(List<Lane> lanes, JobArguments arguments)
    {
        var byLane = store.DeadLetters()
            .Where(letter => arguments.Numbers is not { Count: > 0 } wanted || wanted.Contains(letter.Number))
            .ToLookup(letter => letter.Lane, letter => letter.Number);
        return [.. lanes.Select(lane => (lane, byLane[lane.Key].ToList()))];
    }
}
