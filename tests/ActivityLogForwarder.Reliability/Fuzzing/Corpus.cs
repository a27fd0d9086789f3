using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.State.Sqlite;
using ActivityLogForwarder.Tests.Sinks.File;

namespace ActivityLogForwarder.Reliability.Fuzzing;

/// <summary>Good inputs to begin with, and what was found: the files of the folder <c>Corpus</c> that begin with the target's name.</summary>
internal static class Corpus
{
    public static IReadOnlyList<byte[]> Of(string target)
    {
        var found = Path.Combine(AppContext.BaseDirectory, "Fuzzing", "Corpus");
        return
        [
            .. Good(target),
            .. Directory.Exists(found) ? Directory.EnumerateFiles(found, target + "-*").Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : [],
        ];
    }

    private static IEnumerable<byte[]> Good(string target) => target switch
    {
        "api" => Pages(),
        "bulk" => Texts(
            """{"errors":false,"items":[{"create":{"status":201}},{"create":{"status":201}},{"create":{"status":409}}]}""",
            """{"errors":true,"items":[{"create":{"status":400,"error":{"type":"document_parsing_exception","reason":"x"}}},{"create":{"status":201,"failure_store":"used"}},{"create":{"status":429}}]}"""),
        "hec" => Texts(
            """{"text":"Success","code":0,"ackId":12}""", """{"text":"Invalid data format","code":6,"invalid-event-number":3}""", """{"acks":{"0":true,"1":false}}"""),
        "relp" => Texts("1 rsp 27 200 OK\nrelp_version=0\na b\nc\n2 rsp 6 200 OK\n3 rsp 0\n\n4 rsp 0 \n999999999 rsp 3 500\n0 serverclose 0\n"),
        "yaml" => Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Fuzzing", "Configurations"), "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllBytes),
        _ => [State()],
    };

    private static IEnumerable<byte[]> Texts(params string[] texts) => texts.Select(Encoding.UTF8.GetBytes);

    // Pages as the simulator makes them, plain and odd.
    private static List<byte[]> Pages()
    {
        var pages = new List<byte[]> { Encoding.UTF8.GetBytes("""{"contracts":["31990001",{"contractNumber":31990002}]}""") };
        foreach (var faults in (string[])["", "unknown-members", "odd-text", "time-formats", "total-object", "source-null"])
        {
            pages.Add(Task.Run(async () =>
            {
                await using var api = await ActivityLogSimulator.StartAsync(new SimulatorOptions { Events = 20, Faults = Simulator.Faults.FaultSet.Parse(faults) });
                using var client = new HttpClient { BaseAddress = api.Url };
                client.DefaultRequestHeaders.Authorization = new("Bearer", "any");
                return await client.GetByteArrayAsync(new Uri($"activitylog/v1/contracts/{api.Contracts[0]}?limit=8", UriKind.Relative));
            }).GetAwaiter().GetResult());
        }

        return pages;
    }

    // A state with a little of everything.
    private static byte[] State()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("forwarder.db");
        Task.Run(async () =>
        {
            await using var store = SqliteCheckpointStore.Open(file, false, TimeProvider.System);
            var lane = new LaneKey("31990001", "siem");
            var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
            await store.BeginAsync(lane, start, CancellationToken.None);
            await store.CommitAsync(
                new LaneCommit(lane, start.AddHours(1))
                {
                    Settled = [new SettledEvent(1, start.AddMinutes(1), true, SettledAs.Delivered), new SettledEvent(2, start.AddMinutes(2), true, SettledAs.DeadLettered)],
                    DeadLetters = [new DeadLetter(lane, "2", start.AddMinutes(2), start, "rejected", "{}"u8.ToArray())],
                    Cursor = start.AddMinutes(30),
                },
                CancellationToken.None);
        }).GetAwaiter().GetResult();
        return File.ReadAllBytes(file);
    }
}
