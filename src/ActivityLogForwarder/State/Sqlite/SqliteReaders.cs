using System.Collections.Concurrent;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>Connections that read, as many as are used at one time; a few are kept open.</summary>
internal sealed class SqliteReaders(string path) : IDisposable
{
    private const int Kept = 4;

    private readonly ConcurrentBag<SqliteReader> _idle = [];
    private volatile bool _disposed;

    public T Read<T>(Func<SqliteReader, T> read)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(SqliteCheckpointStore));
        try
        {
            if (!_idle.TryTake(out var reader))
                reader = new SqliteReader(SqliteFiles.OpenForReading(path));
            var result = default(T);
            try
            {
                result = read(reader);
            }
            catch (Exception)
            {
                reader.Dispose();
                throw;
            }

            Return(reader);
            return result;
        }
        catch (Exception e) when (SqliteInspection.IsUnreadable(e))
        {
            throw SqliteInspection.Explain(e, path);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var reader))
            reader.Dispose();
    }

    private void Return(SqliteReader reader)
    {
        if (_idle.Count < Kept)
            _idle.Add(reader);
        else
            reader.Dispose();
        if (_disposed)
            Dispose();
    }
}
