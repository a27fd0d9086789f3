using ActivityLogForwarder.Core;
using LiteDB;
using LiteDB.Engine;

namespace ActivityLogForwarder.State.LiteDb;

/// <summary>
/// One collection of documents in a LiteDB file and the log beside it. One caller at a time. What is written goes
/// through to the disk, which LiteDB by itself does not wait for.
/// </summary>
internal sealed class LiteDbFile : IDisposable
{
    /// <summary>The version of the documents.</summary>
    public const int Version = 1;

    private const int Page = 100;

    private readonly FileStream _data;
    private readonly FileStream _log;
    private readonly LiteDatabase _database;
    private readonly ILiteCollection<BsonDocument> _documents;

    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="LiteException">It is no LiteDB file, or damaged.</exception>
    public LiteDbFile(string path)
    {
        _data = OpenStream(path);
        try
        {
            _log = OpenStream(LogOf(path));
        }
        catch (IOException)
        {
            _data.Dispose();
            throw;
        }

        try
        {
            var engine = new LiteEngine(new EngineSettings { DataStream = _data, LogStream = _log, Collation = Collation.Binary });
            _database = new LiteDatabase(engine, new BsonMapper());
            _documents = _database.GetCollection("state");
        }
        catch (Exception)
        {
            _data.Dispose();
            _log.Dispose();
            throw;
        }
    }

    /// <summary>Where LiteDB's own tools look for the log.</summary>
    public static string LogOf(string path) => Path.Combine(
        Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path) + "-log" + Path.GetExtension(path));

    public void Begin() => _database.BeginTrans();

    public void Commit() => _database.Commit();

    public void RollBack() => _database.Rollback();

    public BsonDocument? Find(string id) => _documents.FindById(id);

    public void Put(string id, BsonDocument document)
    {
        document["_id"] = id;
        _documents.Upsert(document);
    }

    public bool Delete(string id) => _documents.Delete(id);

    /// <summary>The documents whose ids lie in [from, to), in order, a page of them in memory.</summary>
    public IEnumerable<BsonDocument> Range(string from, string to)
    {
        while (true)
        {
            var page = _documents.Find(Query.Between("_id", from, to), limit: Page).ToList();
            foreach (var document in page)
            {
                if (document["_id"].AsString != to)
                    yield return document;
            }

            if (page.Count < Page)
                yield break;
            // The next id there can be.
            from = page[^1]["_id"].AsString + "\u0001";
        }
    }

    /// <summary>Deletes what lies in [from, to).</summary>
    public void DeleteRange(string from, string to)
    {
        foreach (var id in Range(from, to).Select(document => document["_id"].AsString).ToList())
            Delete(id);
    }

    public void Dispose()
    {
        _database.Dispose();
        _log.Dispose();
        _data.Dispose();
    }

    private static FileStream OpenStream(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            BufferSize = 0,
            Options = FileOptions.WriteThrough,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = StateFolder.FileMode;
        return new FileStream(path, options);
    }
}
