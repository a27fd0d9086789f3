using System.Diagnostics;
using System.Globalization;
using System.Text;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Sinks.Splunk;
using ActivityLogForwarder.Sinks.Syslog;
using ActivityLogForwarder.State;
using ActivityLogForwarder.State.Sqlite;
using ActivityLogForwarder.Tests.Sinks;
using ActivityLogForwarder.Tests.Sinks.File;

namespace ActivityLogForwarder.Reliability.Fuzzing;

/// <summary>
/// What outsiders feed, spoilt at random: none of it may do more than be refused. Each target is tried a little from one
/// seed; <c>ALF_FUZZ=60</c> tries each for so many minutes, <c>ALF_SEED</c> says where to begin. A finding is written
/// to a file, named by the failure; it belongs into <c>Fuzzing/Corpus</c>.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private static readonly string[] Json =
        ["{", "}", "[", "]", ":", ",", "\"", "null", "true", "false", "0", "-1", "1e999", "18446744073709551616", "0.1", "\"\\ud800\"", "\"\\u0000\"", "{}", "[]", "\"\"", "\uFEFF", "/**/"];

    private static readonly string[] Api =
        [.. Json, "\"hits\"", "\"hits\":{\"hits\":[", "\"total\"", "\"total\":{\"value\":10000,\"relation\":\"gte\"}", "\"_source\"", "\"_source\":null", "\"_id\"", "\"@uuid\"", "\"meta\"", "\"time\"", "\"event\"", "\"2026-02-30T25:61:61Z\""];

    private static readonly string[] Bulk = [.. Json, "\"items\"", "\"create\"", "\"status\"", "\"status\":201", "\"errors\"", "\"error\"", "\"failure_store\":\"used\"", "409", "429"];

    private static readonly string[] Hec = [.. Json, "\"code\"", "\"invalid-event-number\"", "\"ackId\"", "\"acks\"", "\"0\":true", "9223372036854775808"];

    private static readonly string[] Relp = [" ", "\n", "rsp", "0 serverclose 0\n", "1 rsp 6 200 OK\n", "999999999", "1000000000", "-1", "500 ", "99999999999999999999"];

    private static readonly string[] Yaml = ["\n", "  ", "- ", ": ", "&a ", "*a", "<<: ", "!!binary ", "|\n", ">\n", "---\n", "...\n", "# ", "'", "\"", "{", "}", "[", "]", "? ", "sinks:", "type: file", "accounts:", "\t", "%YAML 1.2\n", "~", "1d", "0x7f", ".inf"];

    [Fact]
    public void Answers_of_the_API() => Fuzz("api", Api, 4000, new ApiTarget().Feed);

    [Fact]
    public void Answers_of_bulk() => Fuzz("bulk", Bulk, 20_000, input =>
    {
        var batch = SomeBatch.Of(3);
        if (!BulkAnswer.TryJudge(input, batch, 3))
            Assert.All(batch.Outcomes(), outcome => Assert.Equal(WriteOutcome.Retry, outcome));
    });

    [Fact]
    public void Answers_of_HEC() => Fuzz("hec", Hec, 20_000, input =>
    {
        HecAnswer.Read(input);
        HecAnswer.IsAcknowledged(input, "0");
    });

    [Fact]
    public void Answers_of_RELP() => Fuzz("relp", Relp, 20_000, input =>
    {
        using var reader = new RelpReader();
        try
        {
            foreach (var piece in input.Chunk(7))
            {
                reader.Add(piece);
                while (reader.TryRead(out _))
                {
                }
            }
        }
        catch (SinkException exception)
        {
            Assert.Equal("relp-protocol", exception.Code);
        }
    });

    [Fact]
    public void Configurations()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("forwarder.yaml");
        Fuzz("yaml", Yaml, 2000, input =>
        {
            File.WriteAllBytes(file, input);
            var read = ConfigurationFile.Read(file, new Dictionary<string, string>(), Slices.Sinks, Slices.Formats, TimeProvider.System);
            Assert.Equal(read.Options is null, read.Errors.Count > 0);
            Assert.All(read.Errors, error => Assert.DoesNotContain(error.ToString(), char.IsControl));
        });
    }

    [Fact]
    public void State_files()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("forwarder.db");
        Fuzz("state", ["SQLite format 3\0", "\0\0\0\0", "CREATE TABLE", "\u00ff\u00ff"], 60, input =>
        {
            foreach (var old in Directory.EnumerateFiles(folder.Path))
                File.Delete(old);
            File.WriteAllBytes(file, input);
            try
            {
                using var store = new Opened(SqliteCheckpointStore.Open(file, false, TimeProvider.System));
                store.ReadAll();
                store.Write();
            }
            catch (StateException exception)
            {
                Assert.False(string.IsNullOrWhiteSpace(exception.Message));
            }
        });
    }

    private void Fuzz(string target, string[] words, int times, Action<byte[]> feed)
    {
        var minutes = double.Parse(Environment.GetEnvironmentVariable("ALF_FUZZ") ?? "0", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("ALF_SEED") ?? "1", CultureInfo.InvariantCulture);
        var corpus = Corpus.Of(target);
        foreach (var input in corpus)
            Feed(target, input, feed);
        var mutator = new Mutator(new Random(seed), corpus, words);
        var watch = Stopwatch.StartNew();
        long tried = 0;
        while (minutes > 0 ? watch.Elapsed.TotalMinutes < minutes : tried < times)
        {
            Feed(target, mutator.Next(), feed);
            tried++;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target}: {tried} inputs from seed {seed} in {watch.Elapsed.TotalMinutes:0.0} minutes"));
    }

    private static void Feed(string target, byte[] input, Action<byte[]> feed)
    {
        try
        {
            feed(input);
        }
        catch (Exception exception)
        {
            var finding = Path.Combine(Path.GetTempPath(), $"alf-{target}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input))[..16]}");
            File.WriteAllBytes(finding, input);
            throw new InvalidOperationException($"{finding}: {exception.Message}", exception);
        }
    }

    private sealed class Opened(SqliteCheckpointStore store) : IDisposable
    {
        public void ReadAll()
        {
            foreach (var lane in store.Lanes())
            {
                var all = new Window(DateTime.UnixEpoch, new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc));
                store.Ledger(lane.Lane, all);
                store.Explained(lane.Lane, all);
                store.LoadSettled(lane.Lane, all, new SettledIds());
            }

            store.Totals();
            store.Reports();
            store.Gaps();
            store.Jobs();
            foreach (var letter in store.DeadLetters())
                store.FindDeadLetter(letter.Number);
            store.FindDamage();
            StateExport.Write(store.Export(), Stream.Null);
        }

        public void Write()
        {
            var lane = new LaneKey("31990001", "siem");
            var start = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
            var commit = new LaneCommit(lane, start.AddHours(2))
            {
                Settled = [new SettledEvent(3, start.AddMinutes(3), true, SettledAs.Delivered)],
                Cursor = start.AddMinutes(45),
                Covered = new Window(start, start.AddHours(1)),
            };
            store.BeginAsync(lane, start, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            store.CommitAsync(commit, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            store.PruneAsync(start.AddDays(1), start.AddDays(1), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        }

        public void Dispose() => store.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
