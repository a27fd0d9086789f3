using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.State;

/// <summary>A state that has something of everything, and in which all agrees.</summary>
internal static class SomeState
{
    public static readonly LaneKey Siem = new("31999999", "siem");
    public static readonly LaneKey Archive = new("31999999", "archive");
    public static readonly LaneKey Begun = new("00000000000000000042", "siem");
    public static readonly DateTime Start = new(2026, 3, 1, 10, 0, 0, DateTimeKind.Utc);

    public static async Task FillAsync(ICheckpointStore store, CancellationToken token)
    {
        foreach (var lane in (LaneKey[])[Siem, Archive, Begun])
            await store.BeginAsync(lane, Start, token);
        await FillAsync(store, Siem, token);
        await FillAsync(store, Archive, token);
        await store.CommitAsync(new LaneCommit(Siem, Start.AddHours(3)) { Gap = Seconds(90, 1) }, token);
        await store.CommitAsync(new LaneCommit(Siem, Start.AddHours(3)) { Covered = Seconds(-7200, 3600) }, token);
        await store.CommitAsync(new LaneCommit(Siem, Start.AddHours(3)) { Explained = new ExplainedDifference(Seconds(3600, 3600), -2) }, token);
        await store.SaveJobAsync(new Job(JobKind.Backfill, """{"Contracts":[],"Sinks":["siem"]}""") { Status = JobStatus.Done, Outcome = "0 events delivered" }, token);
        await store.SaveJobAsync(new Job(JobKind.Replay, """{"Contracts":["31999999"],"Sinks":[]}""") { Status = JobStatus.Running, Progress = """{"Events":3}""" }, token);
    }

    private static async Task FillAsync(ICheckpointStore store, LaneKey lane, CancellationToken token)
    {
        await store.CommitAsync(new LaneCommit(lane, Start.AddHours(1))
        {
            Cursor = Start.AddHours(1),
            Settled =
            [
                Settled(1, 5, SettledAs.Delivered), Settled(UInt128.MaxValue, 6, SettledAs.Delivered), Settled(3, 1799, SettledAs.Dropped),
                Settled(4, 3599, SettledAs.DeadLettered), new SettledEvent(77, Start, false, SettledAs.Delivered),
            ],
            DeadLetters = [Letter(lane, "e-4", 3599, """{"meta":{"time":"2026-03-01T10:59:59Z"},"a":"\ud800"}"""u8)],
        }, token);
        await store.CommitAsync(new LaneCommit(lane, Start.AddHours(2))
        {
            Cursor = Start.AddHours(2),
            Settled = [Settled(5, 3600, SettledAs.Delivered), Settled(6, 3601, SettledAs.DeadLettered), Settled(7, 7199, SettledAs.Delivered)],
            DeadLetters = [Letter(lane, "e-6", 3601, Encoding.UTF8.GetBytes("""{"name":"Žluťoučký kůň"}"""))],
        }, token);
        await store.CommitAsync(new LaneCommit(lane, Start.AddHours(2)) { DeadLetters = [Letter(lane, "e-9", 10, "{}"u8) with { IsCounted = false }] }, token);
        await store.ResolveDeadLettersAsync([.. store.DeadLetters().Where(letter => letter.Lane == lane && letter.EventId == "e-6").Select(letter => letter.Number)], SettledAs.Discarded, token);
    }

    private static Window Seconds(int from, int length) => new(Start.AddSeconds(from), Start.AddSeconds(from + length));

    private static SettledEvent Settled(UInt128 key, int second, SettledAs how) => new(key, Start.AddSeconds(second), true, how);

    private static DeadLetter Letter(LaneKey lane, string id, int second, ReadOnlySpan<byte> payload) => new(
        lane, id, Start.AddSeconds(second).AddTicks(1234567), Start.AddHours(1).AddTicks(7), "mapper_parsing_exception", payload.ToArray());
}
