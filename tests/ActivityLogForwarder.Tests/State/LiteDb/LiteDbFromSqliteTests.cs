using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.State;
using ActivityLogForwarder.State.LiteDb;
using ActivityLogForwarder.State.Sqlite;

namespace ActivityLogForwarder.Tests.State.LiteDb;

/// <summary>An export is the way from one store to the other, and back.</summary>
public sealed class LiteDbFromSqliteTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_state_goes_from_store_to_store_and_stays_the_same()
    {
        await using (var store = SqliteCheckpointStore.Open(_folder.File("a.db"), false, TimeProvider.System))
            await SomeState.FillAsync(store, TestContext.Current.CancellationToken);
        string before;
        await using (var sqlite = SqliteCheckpointStore.OpenReadOnly(_folder.File("a.db")))
        {
            before = Lines(sqlite);
            LiteDbCheckpointStore.Import(_folder.File("b.db"), sqlite.Export(), TimeProvider.System);
        }

        await using (var lite = LiteDbCheckpointStore.OpenReadOnly(_folder.File("b.db")))
        {
            Assert.Equal(before, Lines(lite));
            SqliteCheckpointStore.Import(_folder.File("c.db"), lite.Export(), TimeProvider.System);
        }

        await using var back = SqliteCheckpointStore.OpenReadOnly(_folder.File("c.db"));
        Assert.Equal(before, Lines(back));
    }

    private static string Lines(ICheckpointStore store)
    {
        using var stream = new MemoryStream();
        StateExport.Write(store.Export(), stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
