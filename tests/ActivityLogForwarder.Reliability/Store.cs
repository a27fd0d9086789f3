namespace ActivityLogForwarder.Reliability;

/// <summary>How a store writes, as far as a kill has to know.</summary>
/// <param name="Name">As in <c>state.store</c>.</param>
/// <param name="LogOf">The file that a commit is written to first.</param>
/// <param name="LastOfCommit">The system calls on that file with which a commit ends.</param>
internal sealed record Store(string Name, Func<string, string> LogOf, string LastOfCommit)
{
    private static readonly Store[] All =
    [
        new("sqlite", state => state + "-wal", "fsync,fdatasync"),
        // It waits for the disk with each write.
        new("litedb", state => Path.ChangeExtension(state, null) + "-log" + Path.GetExtension(state), "pwrite64"),
    ];

    /// <summary>The one that <c>ALF_STORE</c> names.</summary>
    public static Store Chosen
    {
        get
        {
            var name = Environment.GetEnvironmentVariable("ALF_STORE") ?? "sqlite";
            return All.SingleOrDefault(store => store.Name == name) ?? throw new InvalidOperationException($"ALF_STORE: there is no store {name}.");
        }
    }
}
