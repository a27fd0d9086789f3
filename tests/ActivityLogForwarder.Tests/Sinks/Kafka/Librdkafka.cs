using System.Diagnostics;
using System.Runtime.InteropServices;
using ActivityLogForwarder.Sinks.Kafka;
using ActivityLogForwarder.Tests.Configuration;

namespace ActivityLogForwarder.Tests.Sinks.Kafka;

/// <summary>What tests need of librdkafka itself: its mock cluster (<c>rdkafka_mock.h</c>) and a plain consumer.</summary>
internal static class Librdkafka
{
    private const string Name = "librdkafka";

    public const int Producer = 0;
    public const int Consumer = 1;
    public const long FromBeginning = -2;

    /// <summary>The error that says that a partition has been read to its end.</summary>
    public const int PartitionEnd = -191;

    private static nint _resolved;

    /// <summary>Installs it if it is missing and that is possible; skips the test if it is not.</summary>
    public static void Require()
    {
        lock (typeof(Librdkafka))
        {
            if (KafkaLibrary.TryLoad(out var handle) || (Install() && KafkaLibrary.TryLoad(out handle)))
            {
                if (_resolved == 0)
                    NativeLibrary.SetDllImportResolver(typeof(Librdkafka).Assembly, (name, _, _) => name == Name ? _resolved : 0);
                _resolved = handle;
                return;
            }
        }

        Assert.Skip("librdkafka.so.1 is missing and tests/servers/librdkafka.sh cannot install it here.");
    }

    /// <summary>A client with the settings, which says nothing by itself.</summary>
    public static nint Create(int type, params (string Name, string Value)[] settings)
    {
        var conf = rd_kafka_conf_new();
        foreach (var (name, value) in settings.Append(("log_level", "0")))
            Assert.Equal(0, rd_kafka_conf_set(conf, name, value, 0, 0));
        var client = rd_kafka_new(type, conf, 0, 0);
        Assert.NotEqual(0, client);
        return client;
    }

    [DllImport(Name)]
    public static extern nint rd_kafka_conf_new();

    [DllImport(Name, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    public static extern int rd_kafka_conf_set(nint conf, string name, string value, nint error, nuint size);

    [DllImport(Name)]
    public static extern nint rd_kafka_new(int type, nint conf, nint error, nuint size);

    [DllImport(Name)]
    public static extern void rd_kafka_destroy(nint client);

    [DllImport(Name)]
    public static extern nint rd_kafka_mock_cluster_new(nint client, int brokers);

    [DllImport(Name)]
    public static extern void rd_kafka_mock_cluster_destroy(nint cluster);

    [DllImport(Name)]
    public static extern nint rd_kafka_mock_cluster_bootstraps(nint cluster);

    [DllImport(Name, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    public static extern int rd_kafka_mock_topic_create(nint cluster, string topic, int partitions, int replicas);

    [DllImport(Name, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    public static extern void rd_kafka_mock_topic_set_error(nint cluster, string topic, int error);

    [DllImport(Name)]
    public static extern int rd_kafka_mock_broker_set_down(nint cluster, int broker);

    [DllImport(Name)]
    public static extern int rd_kafka_mock_broker_set_up(nint cluster, int broker);

    [DllImport(Name)]
    public static extern int rd_kafka_mock_broker_set_rtt(nint cluster, int broker, int milliseconds);

    [DllImport(Name)]
    public static extern void rd_kafka_mock_push_request_errors_array(nint cluster, short api, nuint count, int[] errors);

    [DllImport(Name)]
    public static extern void rd_kafka_mock_clear_request_errors(nint cluster, short api);

    [DllImport(Name, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    public static extern nint rd_kafka_topic_new(nint client, string topic, nint conf);

    [DllImport(Name)]
    public static extern void rd_kafka_topic_destroy(nint topic);

    [DllImport(Name)]
    public static extern int rd_kafka_consume_start(nint topic, int partition, long offset);

    [DllImport(Name)]
    public static extern int rd_kafka_consume_stop(nint topic, int partition);

    [DllImport(Name)]
    public static extern nint rd_kafka_consume(nint topic, int partition, int milliseconds);

    [DllImport(Name)]
    public static extern void rd_kafka_message_destroy(nint message);

    [DllImport(Name)]
    public static extern int rd_kafka_message_headers(nint message, out nint headers);

    [DllImport(Name)]
    public static extern int rd_kafka_header_get_all(nint headers, nuint index, out nint name, out nint value, out nuint size);

    private static bool Install()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        using var script = Process.Start(new ProcessStartInfo(
            Path.Combine(RepositoryFolder.Root, "tests", "servers", "librdkafka.sh"), ["install"])
        { RedirectStandardError = true });
        script!.WaitForExit();
        return script.ExitCode == 0;
    }

    /// <summary><c>rd_kafka_message_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public int Error;
        public nint Topic;
        public int Partition;
        public nint Payload;
        public nuint Length;
        public nint Key;
        public nuint KeyLength;
        public long Offset;
        public nint Private;
    }
}
