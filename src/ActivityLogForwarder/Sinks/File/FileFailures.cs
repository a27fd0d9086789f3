using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.File;

/// <summary>What can go wrong with a file, as a code and one line for the operator.</summary>
internal static class FileFailures
{
    // errno values that Linux and macOS share, as IOException.HResult carries them, and Windows' ERROR_DISK_FULL.
    private const int NoSpace = 28;
    private const int FileTooBig = 27;
    private const int ReadOnlyFileSystem = 30;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    // "Quota exceeded" of Linux and of macOS.
    private const int QuotaOfLinux = 122;
    private const int QuotaOfMacOS = 69;

    /// <summary>Runs the action; what fails leaves as a <see cref="SinkException"/>.</summary>
    public static void Attempt(string path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            var (code, what) = Describe(exception);
            throw new SinkException(code, $"{path}: {what}.", innerException: exception);
        }
    }

    private static (string Code, string What) Describe(Exception exception) => exception switch
    {
        IOException { HResult: NoSpace or WindowsDiskFull or QuotaOfLinux or QuotaOfMacOS } => ("disk-full", "no space is left"),
        ArgumentOutOfRangeException or IOException { HResult: FileTooBig } => ("file-too-large", "the file system allows no larger file"),
        IOException { HResult: ReadOnlyFileSystem } => ("read-only", "the file system is read-only"),
        UnauthorizedAccessException => ("access-denied", "may not be written, or is a folder"),
        NotSupportedException or ArgumentException => ("not-a-file", "is no regular file; for pipes there is the sink stdout"),
        _ => ("io-error", "cannot be written"),
    };
}
