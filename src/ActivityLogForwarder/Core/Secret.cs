using System.Text;

namespace ActivityLogForwarder.Core;

/// <summary>
/// A token or password, given as text or by a file that may change while the program runs. It never shows itself.
/// </summary>
public sealed class Secret
{
    /// <summary>How often the file is compared by its content.</summary>
    public static readonly TimeSpan CompareEvery = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private string _value;
    private long _comparedAt;

    private Secret(string value, string? file, TimeProvider clock)
    {
        _value = value;
        _clock = clock;
        _comparedAt = clock.GetTimestamp();
        File = file;
    }

    /// <summary>The file that holds the secret; null when it was given as text.</summary>
    public string? File { get; }

    /// <summary>The secret as it is now.</summary>
    public string Value
    {
        get
        {
            if (File is not null && _clock.GetElapsedTime(Volatile.Read(ref _comparedAt)) >= CompareEvery)
                Refresh();
            return Volatile.Read(ref _value);
        }
    }

    public static Secret FromText(string value) => new(value, null, TimeProvider.System);

    /// <summary>Reads the secret from a file; white space around it is not part of it.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Secret FromFile(string file, TimeProvider? clock = null) =>
        new(Read(file), file, clock ?? TimeProvider.System);

    /// <summary>
    /// Compares the file now, as after a refusal. True when the secret changed. A file that cannot be read just now
    /// (it is being replaced) or is empty leaves the secret as it was.
    /// </summary>
    public bool Refresh()
    {
        if (File is null)
            return false;
        lock (_lock)
        {
            Volatile.Write(ref _comparedAt, _clock.GetTimestamp());
            string value;
            try
            {
                value = Read(File);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return false;
            }

            if (value.Length == 0 || value == _value)
                return false;
            Volatile.Write(ref _value, value);
            return true;
        }
    }

    public override string ToString() => "[secret]";

    private static string Read(string file) => System.IO.File.ReadAllText(file, Encoding.UTF8).Trim();
}
