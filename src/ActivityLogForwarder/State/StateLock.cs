using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Core;
using Microsoft.Win32.SafeHandles;

namespace ActivityLogForwarder.State;

/// <summary>
/// Keeps a second <c>run</c> away from a state: a lock on <c>PATH.lock</c>, which the system drops with the process.
/// The file stays, since removing it would let two processes lock two files of one name.
/// </summary>
internal sealed partial class StateLock : IDisposable
{
    // What the framework makes of EAGAIN on Linux and on BSDs, and of a sharing violation on Windows.
    private static readonly int[] HeldResults = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private StateLock(FileStream file) => _file = file;

    /// <summary>Takes the lock and writes this process's id and the time into its file.</summary>
    /// <param name="path">The full path of the state.</param>
    /// <exception cref="StateException">Another process has it, or the file cannot be written.</exception>
    public static StateLock Take(string path, TimeProvider clock)
    {
        var name = path + ".lock";
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
            };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = StateFolder.FileMode;
            var file = new FileStream(name, options);
            try
            {
                var text = string.Create(
                    CultureInfo.InvariantCulture, $"process {Environment.ProcessId}, since {Window.Format(clock.GetUtcNow().UtcDateTime)}\n");
                file.SetLength(0);
                file.Write(Encoding.ASCII.GetBytes(text));
            }
            catch (IOException)
            {
                file.Dispose();
                throw;
            }

            return new StateLock(file);
        }
        catch (IOException e) when (HeldResults.Contains(e.HResult))
        {
            throw new StateException(
                $"The state {path} is held by another run{Holder(name)}: stop that one, or set state.path to a file of its own.", e)
            { IsHeld = true };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StateException(
                $"The state {path} cannot be written: make its folder and {name} writable for this user, or set state.path to another folder.", e);
        }
    }

    /// <summary>Whether a process has the lock of a state that exists.</summary>
    public static bool IsHeld(string path)
    {
        try
        {
            Take(StateFolder.Find(path), TimeProvider.System).Dispose();
            return false;
        }
        catch (StateException exception) when (exception.IsHeld)
        {
            return true;
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Holder(string name)
    {
        // The framework would ask for a shared lock before it reads.
        if (OperatingSystem.IsWindows())
            return "";
        using var handle = new SafeFileHandle(OpenFile(name, 0), ownsHandle: true);
        if (handle.IsInvalid)
            return "";
        Span<byte> bytes = stackalloc byte[80];
        var text = Encoding.ASCII.GetString(bytes[..RandomAccess.Read(handle, bytes, 0)]);
        return HolderText().IsMatch(text) ? $" ({text.TrimEnd()})" : "";
    }

    [GeneratedRegex(@"^process \d+, since [\d:TZ-]+\n\z")]
    private static partial Regex HolderText();

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);
}
