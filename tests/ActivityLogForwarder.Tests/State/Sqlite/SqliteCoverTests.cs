using ActivityLogForwarder.Core;
using ActivityLogForwarder.State.Sqlite;

namespace ActivityLogForwarder.Tests.State.Sqlite;

public sealed class SqliteCoverTests : IDisposable
{
    private const int Seconds = 60;

    private static readonly LaneKey Lane = new("31999999", "siem");
    private static readonly LaneKey Other = new("31999999", "other");
    private static readonly DateTime Start = new(2026, 3, 1, 10, 0, 0, DateTimeKind.Utc);

    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task What_is_covered_is_kept_as_spans_apart_from_each_other(int seed)
    {
        var random = new Random(seed);
        await using var store = SqliteCheckpointStore.Open(_folder.File("forwarder.db"), false, TimeProvider.System);
        for (var round = 0; round < 20; round++)
        {
            await store.BeginAsync(Lane, Start, Token);
            await store.BeginAsync(Other, Start, Token);
            await store.CommitAsync(new LaneCommit(Other, Start) { Cursor = Start.AddSeconds(Seconds / 2) }, Token);
            var covered = new bool[Seconds];
            var cursor = 0;
            for (var step = 0; step < 12; step++)
            {
                var (from, to) = (random.Next(Seconds), random.Next(1, 8));
                var moves = random.Next(3) == 0 && cursor < Seconds;
                from = moves ? cursor : from;
                to = Math.Min(from + to, Seconds);
                covered.AsSpan(from, to - from).Fill(true);
                cursor = moves ? to : cursor;
                await store.CommitAsync(
                    moves ? new LaneCommit(Lane, Start) { Cursor = At(to) } : new LaneCommit(Lane, Start) { Covered = new Window(At(from), At(to)) }, Token);
                Assert.Equal(Spans(covered), store.Find(Lane)!.Covered);
            }

            Assert.Equal([new Window(Start, Start.AddSeconds(Seconds / 2))], store.Find(Other)!.Covered);
            await store.RemoveAsync(Lane, Token);
            await store.RemoveAsync(Other, Token);
        }
    }

    private static DateTime At(int second) => Start.AddSeconds(second);

    private static List<Window> Spans(bool[] covered)
    {
        var spans = new List<Window>();
        for (var from = Array.IndexOf(covered, true); from >= 0;)
        {
            var to = Array.IndexOf(covered, false, from);
            to = to < 0 ? covered.Length : to;
            spans.Add(new Window(At(from), At(to)));
            from = Array.IndexOf(covered, true, to);
        }

        return spans;
    }
}
