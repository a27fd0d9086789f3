using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>What the framework does not tell of a socket.</summary>
internal static partial class Posix
{
    /// <summary>SIOCOUTQ of Linux.</summary>
    private const nuint SendQueueLength = 0x5411;

    /// <summary>Bytes sent that the peer's system has not acknowledged; 0 where this system does not tell.</summary>
    public static int Unacknowledged(Socket socket) =>
        OperatingSystem.IsLinux() && IoControl(socket.SafeHandle, SendQueueLength, out var bytes) == 0 ? bytes : 0;

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int IoControl(SafeSocketHandle socket, nuint request, out int value);
}
