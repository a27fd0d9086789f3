using System.Text;
using System.Text.RegularExpressions;
using ActivityLogForwarder.State;
using ActivityLogForwarder.State.Sqlite;
using ActivityLogForwarder.Tests.Configuration;
using Microsoft.Data.Sqlite;

namespace ActivityLogForwarder.Tests.State.Sqlite;

/// <summary>
/// <c>testcases/state/vN.db</c> is a state that a program of version N has written, <c>vN.jsonl</c> what it must be
/// exported as. Neither is ever changed; with <c>UPDATE_TESTCASES=1</c> those that are missing are made.
/// </summary>
public sealed partial class SqliteVersionTests : IDisposable
{
    private static readonly string Cases = Path.Combine(RepositoryFolder.TestCases, "..", "state");

    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_state_of_every_version_is_opened_and_gone_on_with()
    {
        for (var version = 1; version <= SqliteMigrations.Current.Version; version++)
        {
            var path = await StateOfAsync(version);
            await using var store = SqliteCheckpointStore.Open(path, true, TimeProvider.System);
            var expected = Path.Combine(Cases, $"v{version}.jsonl");
            if (!File.Exists(expected) && Environment.GetEnvironmentVariable("UPDATE_TESTCASES") == "1")
                await File.WriteAllTextAsync(expected, Lines(store), Token);
            Assert.Equal(await File.ReadAllTextAsync(expected, Token), Lines(store));
            Assert.Empty(store.FindDamage());
            var lane = store.Find(SomeState.Siem)!;
            await store.CommitAsync(new(lane.Lane, lane.Cursor) { Cursor = lane.Cursor.AddMinutes(1) }, Token);
        }
    }

    [Fact]
    public async Task A_state_brought_to_this_version_has_the_tables_of_a_new_one()
    {
        var fresh = _folder.File("fresh.db");
        await SqliteCheckpointStore.Open(fresh, false, TimeProvider.System).DisposeAsync();
        for (var version = 1; version <= SqliteMigrations.Current.Version; version++)
        {
            var path = await StateOfAsync(version);
            await SqliteCheckpointStore.Open(path, true, TimeProvider.System).DisposeAsync();
            Assert.Equal(Schema(fresh), Schema(path));
        }
    }

    private async Task<string> StateOfAsync(int version)
    {
        var state = Path.Combine(Cases, $"v{version}.db");
        if (!File.Exists(state) && version == SqliteMigrations.Current.Version && Environment.GetEnvironmentVariable("UPDATE_TESTCASES") == "1")
        {
            await using (var store = SqliteCheckpointStore.Open(_folder.File("made.db"), false, TimeProvider.System))
                await SomeState.FillAsync(store, Token);
            File.Copy(_folder.File("made.db"), state);
        }

        var copy = _folder.File($"{Guid.NewGuid():N}.db");
        File.Copy(state, copy);
        return copy;
    }

    private static string Lines(SqliteCheckpointStore store)
    {
        using var stream = new MemoryStream();
        StateExport.Write(store.Export(), stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static List<string> Schema(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type, name";
        using var rows = command.ExecuteReader();
        var result = new List<string>();
        while (rows.Read())
            result.Add(Spaces().Replace(rows.GetString(0), " "));
        return result;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
