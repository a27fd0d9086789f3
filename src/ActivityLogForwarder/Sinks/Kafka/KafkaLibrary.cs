using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>
/// librdkafka, the native half of the Kafka client: from the package in builds with <c>BundledLibrdkafka</c>, else a
/// file beside the program, else the system's.
/// </summary>
public static class KafkaLibrary
{
    /// <summary>What to do where it is missing.</summary>
    public const string Cure =
        "the native library librdkafka.so.1 is missing; install it (Debian, Ubuntu: apt-get install librdkafka1), put "
        + "librdkafka.so beside the program, or use a build with -p:BundledLibrdkafka=true";

    // The name alone finds the package's library and one beside the program. On x64 that one wants Kerberos, which an
    // image without packages lacks; the package's second one wants nothing. Distributions ship theirs by version.
    private static readonly string[] Names = ["librdkafka", "centos8-librdkafka", "librdkafka.so.1"];

    private static readonly Lock Gate = new();
    private static nint _handle;
    private static bool _isRegistered;

    /// <summary>Whether it is there. From then on the client uses it.</summary>
    /// <param name="handle">The library.</param>
    public static bool TryLoad(out nint handle)
    {
        lock (Gate)
        {
            foreach (var name in Names)
            {
                if (_handle != 0 || NativeLibrary.TryLoad(name, typeof(Library).Assembly, null, out _handle))
                    break;
            }

            if (_handle != 0 && !_isRegistered)
            {
                NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);
                NativeLibrary.SetDllImportResolver(typeof(KafkaLibrary).Assembly, Resolve);
                JoinFreedMemory();
                _isRegistered = true;
            }

            handle = _handle;
            return handle != 0;
        }
    }

    // librdkafka allocates six small pieces for a record, which another thread frees. glibc keeps such pieces apart until somebody wants a large
    // one, and then goes through all of them: they are better joined as they are freed. Other C libraries have no such setting.
    private static unsafe void JoinFreedMemory()
    {
        const int LargestKeptApart = 1;
        if (NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "mallopt", out var set))
            _ = ((delegate* unmanaged<int, int, int>)set)(LargestKeptApart, 0);
    }

    // The client tries several names, one per distribution; here they all mean the one library.
    private static nint Resolve(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path) =>
        name.Contains("librdkafka", StringComparison.Ordinal) ? _handle : 0;
}
