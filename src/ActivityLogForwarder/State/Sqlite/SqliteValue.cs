using System.Buffers;
using System.Text;
using SQLitePCL;

namespace ActivityLogForwarder.State.Sqlite;

/// <summary>What a parameter of a statement is set to: a number, a text, bytes or NULL, none of them boxed.</summary>
internal readonly struct SqliteValue
{
    private const int SmallText = 256;

    private readonly Kind _kind;
    private readonly long _integer;
    private readonly string? _text;
    private readonly ArraySegment<byte> _blob;

    private SqliteValue(long value) => (_kind, _integer) = (Kind.Integer, value);

    private SqliteValue(string value) => (_kind, _text) = (Kind.Text, value);

    private SqliteValue(ArraySegment<byte> value) => (_kind, _blob) = (Kind.Blob, value);

    // The default is NULL.
    private enum Kind : byte
    {
        Null,
        Integer,
        Text,
        Blob,
    }

    public static implicit operator SqliteValue(long value) => new(value);

    public static implicit operator SqliteValue(long? value) => value is { } integer ? new(integer) : default;

    public static implicit operator SqliteValue(string? value) => value is null ? default : new(value);

    public static implicit operator SqliteValue(byte[]? value) => value is null ? default : new(new ArraySegment<byte>(value));

    public static implicit operator SqliteValue(ArraySegment<byte> value) => new(value);

    /// <summary>Sets the parameter; SQLite has its own copy when it returns.</summary>
    /// <param name="statement">A statement that is not being executed.</param>
    /// <param name="index">The parameter's number, from 1.</param>
    /// <returns>SQLite's result.</returns>
    public int Bind(sqlite3_stmt statement, int index) => _kind switch
    {
        Kind.Integer => raw.sqlite3_bind_int64(statement, index, _integer),
        Kind.Text => BindText(statement, index, _text!),
        Kind.Blob => raw.sqlite3_bind_blob(statement, index, _blob.AsSpan()),
        _ => raw.sqlite3_bind_null(statement, index),
    };

    private static int BindText(sqlite3_stmt statement, int index, string text)
    {
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        var large = size > SmallText ? ArrayPool<byte>.Shared.Rent(size) : null;
        var bytes = large ?? stackalloc byte[SmallText];
        var result = raw.sqlite3_bind_text(statement, index, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
        if (large is not null)
            ArrayPool<byte>.Shared.Return(large);
        return result;
    }
}
