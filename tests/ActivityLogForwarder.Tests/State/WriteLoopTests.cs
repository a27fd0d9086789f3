using ActivityLogForwarder.State;

namespace ActivityLogForwarder.Tests.State;

/// <summary>What may wait is kept back for an hour here, or not at all.</summary>
public sealed class WriteLoopTests
{
    private readonly List<int> _groups = [];
    private readonly List<string> _written = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_may_wait_is_written_with_the_next_that_may_not()
    {
        await using var loop = Open(TimeSpan.FromHours(1));
        var patient = new[] { loop.WriteAsync(Write("a"), Token, mayWait: true), loop.WriteAsync(Write("b"), Token, mayWait: true) };
        Assert.All(patient, task => Assert.False(task.IsCompleted));
        await loop.WriteAsync(Write("c"), Token);
        await Task.WhenAll(patient);
        Assert.Equal(["a", "b", "c"], _written);
        Assert.Equal([3], _groups);
    }

    [Fact]
    public async Task What_may_wait_does_not_wait_for_ever()
    {
        await using var loop = Open(TimeSpan.FromMilliseconds(1));
        await loop.WriteAsync(Write("a"), Token, mayWait: true);
        await loop.WriteAsync(Write("b"), Token, mayWait: true);
        Assert.Equal([1, 1], _groups);
    }

    [Fact]
    public async Task What_waits_is_written_at_the_end()
    {
        var loop = Open(TimeSpan.FromHours(1));
        var patient = loop.WriteAsync(Write("a"), Token, mayWait: true);
        await loop.DisposeAsync();
        await patient;
        Assert.Equal(["a"], _written);
    }

    [Fact]
    public async Task What_may_wait_waits_too_behind_something_that_could_not()
    {
        await using var loop = Open(TimeSpan.FromHours(1));
        await loop.WriteAsync(Write("a"), Token);
        var patient = loop.WriteAsync(Write("b"), Token, mayWait: true);
        await Task.Delay(20, Token);
        Assert.False(patient.IsCompleted);
        await loop.WriteAsync(Write("c"), Token);
        await patient;
        Assert.Equal([1, 2], _groups);
    }

    private WriteLoop Open(TimeSpan patience) => new(
        works =>
        {
            _groups.Add(works.Count);
            foreach (var work in works)
                work.Write();
        },
        patience);

    private Action Write(string text) => () => _written.Add(text);
}
