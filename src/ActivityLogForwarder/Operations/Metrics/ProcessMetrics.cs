using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace ActivityLogForwarder.Operations.Metrics;

/// <summary>What the operating system and the runtime know about this process, under the names usual in Prometheus.</summary>
internal static class ProcessMetrics
{
    private const string OpenFiles = "/proc/self/fd";

    private static readonly DateTime StartTime = ReadStartTime();

    public static string Version { get; } =
        typeof(ProcessMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static void Write(PrometheusText text)
    {
        text.Family("alf_build_info", "gauge", "1, with the version that runs.");
        text.Sample(1, ("version", Version));

        text.Single(
            "process_cpu_seconds_total", "counter", "Processor time used.", Environment.CpuUsage.TotalTime.TotalSeconds);
        text.Single("process_resident_memory_bytes", "gauge", "Resident memory.", Environment.WorkingSet);
        text.Single(
            "process_start_time_seconds", "gauge", "When the process began, in seconds since 1970.",
            (StartTime - DateTime.UnixEpoch).TotalSeconds);
        if (Directory.Exists(OpenFiles))
            text.Single("process_open_fds", "gauge", "Open files and sockets.", Directory.EnumerateFileSystemEntries(OpenFiles).Count());

        text.Family("dotnet_gc_collections_total", "counter", "Garbage collections.");
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
            text.Sample(GC.CollectionCount(generation), ("generation", generation.ToString(CultureInfo.InvariantCulture)));
        text.Single(
            "dotnet_gc_pause_seconds_total", "counter", "Time the program stood still for garbage collections.",
            GC.GetTotalPauseDuration().TotalSeconds);
        text.Single("dotnet_gc_allocated_bytes_total", "counter", "Bytes allocated.", GC.GetTotalAllocatedBytes());
        text.Single("dotnet_gc_heap_bytes", "gauge", "Managed memory in use.", GC.GetTotalMemory(forceFullCollection: false));
        text.Single("dotnet_threadpool_threads", "gauge", "Threads of the pool.", ThreadPool.ThreadCount);
        text.Single("dotnet_threadpool_queue_length", "gauge", "Work waiting for a thread.", ThreadPool.PendingWorkItemCount);
    }

    private static DateTime ReadStartTime()
    {
        using var process = Process.GetCurrentProcess();
        return process.StartTime.ToUniversalTime();
    }
}
