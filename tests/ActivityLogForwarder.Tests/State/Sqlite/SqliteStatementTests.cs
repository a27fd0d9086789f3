using System.Text;
using ActivityLogForwarder.State.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActivityLogForwarder.Tests.State.Sqlite;

public sealed class SqliteStatementTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteConnection _connection;

    public SqliteStatementTests()
    {
        SqliteFiles.CreateEmpty(StatePath);
        _connection = SqliteFiles.OpenNew(StatePath);
        SqliteFiles.Execute(_connection, "CREATE TABLE t (n INTEGER UNIQUE, s TEXT, b BLOB) STRICT");
    }

    private string StatePath => _folder.File("some.db");

    public void Dispose()
    {
        _connection.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void A_number_comes_back_as_it_was(long number) =>
        Assert.Equal(("integer", number), Echo(number, row => row.GetInt64(1)));

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("Grüße, 世界 🌍")]
    [InlineData("a\0b")]
    [InlineData("\0")]
    public void A_text_comes_back_as_it_was(string text) => Assert.Equal(("text", text), Echo(text, row => row.GetString(1)));

    [Theory]
    [InlineData(85)]
    [InlineData(86)]
    [InlineData(100_000)]
    public void A_text_of_any_length_comes_back_as_it_was(int length)
    {
        var text = new string('€', length);
        Assert.Equal(("text", text), Echo(text, row => row.GetString(1)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("FF00FE")]
    public void Bytes_come_back_as_they_were(string hex) =>
        Assert.Equal(("blob", hex), Echo(Convert.FromHexString(hex), row => Convert.ToHexString(row.GetBlob(1))));

    [Fact]
    public void Of_an_array_only_the_part_given_is_taken()
    {
        SqliteValue part = new ArraySegment<byte>([1, 2, 3, 4], 1, 2);
        Assert.Equal(("blob", "0203"), Echo(part, row => Convert.ToHexString(row.GetBlob(1))));
        SqliteValue none = new ArraySegment<byte>([1, 2], 1, 0);
        Assert.Equal(("blob", ""), Echo(none, row => Convert.ToHexString(row.GetBlob(1))));
    }

    [Fact]
    public void What_is_missing_is_null()
    {
        foreach (var value in (SqliteValue[])[default, (string?)null, (byte[]?)null, (long?)null])
            Assert.Equal(("null", true), Echo(value, row => row.IsNull(1)));
        Assert.Equal(("integer", false), Echo((long?)7, row => row.IsNull(1)));
    }

    [Fact]
    public void Null_is_refused_where_a_value_is_read()
    {
        using var statement = new SqliteStatement(_connection, "SELECT NULL");
        using var row = statement.Query();
        Assert.True(row.Read());
        Assert.Throws<InvalidOperationException>(() => row.GetInt64(0));
        Assert.Throws<InvalidOperationException>(() => row.GetString(0));
        Assert.Throws<InvalidOperationException>(() => row.GetBlob(0).Length);
    }

    [Fact]
    public void Parameters_are_set_by_their_numbers()
    {
        using var statement = new SqliteStatement(_connection, "SELECT ?2, ?1, ?2");
        using var row = statement.Query("one", "two");
        Assert.True(row.Read());
        Assert.Equal(["two", "one", "two"], (string[])[row.GetString(0), row.GetString(1), row.GetString(2)]);
    }

    [Fact]
    public void Another_number_of_values_than_of_parameters_is_refused()
    {
        using var statement = new SqliteStatement(_connection, "INSERT INTO t (n, s) VALUES (?1, ?2)");
        Assert.Throws<InvalidOperationException>(() => statement.Execute(1));
        Assert.Throws<InvalidOperationException>(() => statement.Execute(1, "a", 2));
        Assert.Equal(0, SqliteFiles.Scalar(_connection, "SELECT count(*) FROM t"));
    }

    [Fact]
    public void It_tells_how_many_rows_changed_and_is_prepared_only_when_it_is_used()
    {
        using var update = new SqliteStatement(_connection, "UPDATE later SET n = n + ?1 WHERE n < 3");
        SqliteFiles.Execute(_connection, "CREATE TABLE later (n INTEGER); INSERT INTO later VALUES (1), (2), (3)");
        Assert.Equal(2, update.Execute(10));
        Assert.Equal(0, update.Execute(10));
    }

    [Fact]
    public void An_error_names_the_extended_code_and_leaves_the_statement_to_be_used_again()
    {
        using var statement = new SqliteStatement(_connection, "INSERT INTO t (n) VALUES (?1) RETURNING n");
        Assert.Equal(1, statement.Execute(1));
        var error = Assert.Throws<SqliteException>(() => statement.Execute(1));
        Assert.Equal((raw.SQLITE_CONSTRAINT, raw.SQLITE_CONSTRAINT_UNIQUE), (error.SqliteErrorCode, error.SqliteExtendedErrorCode));
        Assert.Contains("UNIQUE", error.Message, StringComparison.Ordinal);
        Assert.Throws<SqliteException>(() => Returned(1));
        Assert.Equal(2, Returned(2));
        Assert.Equal(1, statement.Execute(3));

        long Returned(long number)
        {
            using var row = statement.Query(number);
            return row.Read() ? row.GetInt64(0) : 0;
        }
    }

    [Fact]
    public void A_value_that_is_refused_leaves_the_statement_to_be_used_again()
    {
        using var statement = new SqliteStatement(_connection, "INSERT INTO t (s, b) VALUES (?1, ?2)");
        raw.sqlite3_limit(_connection.Handle, raw.SQLITE_LIMIT_LENGTH, 1000);
        var error = Assert.Throws<SqliteException>(() => statement.Execute("a", new byte[1001]));
        Assert.Equal(raw.SQLITE_TOOBIG, error.SqliteErrorCode);
        Assert.Equal(1, statement.Execute("a", Encoding.UTF8.GetBytes("b")));
    }

    [Fact]
    public void Rows_disposed_midway_or_by_an_exception_leave_no_lock()
    {
        SqliteFiles.Execute(_connection, "INSERT INTO t (n) VALUES (1), (2), (3)");
        using var other = SqliteFiles.OpenNew(StatePath);
        raw.sqlite3_busy_timeout(other.Handle, 0);
        using var statement = new SqliteStatement(_connection, "SELECT n FROM t WHERE n > ?1 ORDER BY n");
        using (var rows = statement.Query(1))
        {
            Assert.True(rows.Read());
            var error = Assert.Throws<SqliteException>(Lock);
            Assert.Equal(raw.SQLITE_BUSY, error.SqliteErrorCode);
        }

        Lock();
        Assert.Throws<InvalidOperationException>(ReadAndThrow);
        Lock();
        using var again = statement.Query(2);
        Assert.True(again.Read());
        Assert.Equal(3, again.GetInt64(0));
        Assert.False(again.Read());

        // Alone only where nobody reads.
        void Lock() => SqliteFiles.Execute(other, "BEGIN EXCLUSIVE; ROLLBACK");

        void ReadAndThrow()
        {
            using var rows = statement.Query(0);
            Assert.True(rows.Read());
            throw new InvalidOperationException();
        }
    }

    [Fact]
    public async Task Those_who_read_and_write_wait_half_a_minute_for_a_lock()
    {
        var path = _folder.File("forwarder.db");
        SqliteFiles.Create(path);
        using (var reader = SqliteFiles.OpenForReading(path))
            Assert.Equal(30_000, SqliteFiles.Scalar(reader, "PRAGMA busy_timeout"));
        var connection = SqliteFiles.OpenForWriting(path);
        await using var writer = new SqliteWriter(path, connection);
        Assert.Equal(30_000, SqliteFiles.Scalar(connection, "PRAGMA busy_timeout"));
    }

    private (string Type, T Value) Echo<T>(SqliteValue value, Func<SqliteRows, T> read)
    {
        using var statement = new SqliteStatement(_connection, "SELECT typeof(?1), ?1");
        using var row = statement.Query(value);
        Assert.True(row.Read());
        return (row.GetString(0), read(row));
    }
}
