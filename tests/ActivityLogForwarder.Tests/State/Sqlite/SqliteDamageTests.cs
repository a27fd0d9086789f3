using ActivityLogForwarder.State.Sqlite;
using Microsoft.Data.Sqlite;

namespace ActivityLogForwarder.Tests.State.Sqlite;

/// <summary>What cannot be in a sound file is found.</summary>
public sealed class SqliteDamageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("UPDATE lanes SET cursor = 999999999999999", "rows of the table lanes cannot be read: 3")]
    [InlineData("UPDATE covered SET stop = start - 1", "rows of the table covered cannot be read: 3")]
    [InlineData("UPDATE ledger SET digest = x'00'", "rows of the table ledger cannot be read: 4")]
    [InlineData("UPDATE settled SET ids = x'0011'", "rows of the table settled cannot be read: 4")]
    [InlineData("UPDATE settled_untimed SET ids = x''", "rows of the table settled_untimed cannot be read: 2")]
    [InlineData("UPDATE dead_letters SET event_time = -1", "rows of the table dead_letters cannot be read: 4")]
    [InlineData("UPDATE lanes SET dead_letters = 7 WHERE sink = 'archive'", "the sums of the dead letters are not those of the letters: 1")]
    [InlineData("INSERT INTO gaps VALUES (4711, 1, 2)", "rows of the table gaps belong to nothing: 1")]
    public async Task Rows_that_cannot_be_are_found(string change, string problem)
    {
        var path = _folder.File("forwarder.db");
        await using (var store = SqliteCheckpointStore.Open(path, false, TimeProvider.System))
            await SomeState.FillAsync(store, TestContext.Current.CancellationToken);
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=false"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = change;
            command.ExecuteNonQuery();
        }

        await using var reader = SqliteCheckpointStore.OpenReadOnly(path);
        Assert.Equal(problem, Assert.Single(reader.FindDamage()));
    }
}
