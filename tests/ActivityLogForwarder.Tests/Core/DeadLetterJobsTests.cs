using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Tests.Core.Completeness;

namespace ActivityLogForwarder.Tests.Core;

public sealed class DeadLetterJobsTests
{
    [Theory]
    [InlineData(JobKind.Replay)]
    [InlineData(JobKind.Discard)]
    public async Task The_progress_counts_letters(JobKind kind)
    {
        var sink = new ModelSink("a") { Refuses = true };
        await using var world = new ModelWorld { Sinks = { ["a"] = sink } };
        await world.RestartAsync();
        for (var number = 0; number < 40; number++)
            world.Log.Add(new ModelEvent($"event-{number}", world.Clock.Now.AddMinutes(-100).AddSeconds(number), true, 1));
        Assert.True(await world.PollAsync(default));
        var letters = world.Store.DeadLetters().Count;
        Assert.True(letters > 1);

        sink.Refuses = false;
        var job = await world.RunJobAsync(kind, new JobArguments([], []), default);
        var progress = JsonSerializer.Deserialize<JobProgress>(job.Progress)!;
        Assert.Equal((letters, letters), (progress.Done, progress.Total));
        Assert.Empty(world.Store.DeadLetters());
    }
}
