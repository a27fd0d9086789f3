using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>
/// What records and their reports need of librdkafka (<c>rdkafka.h</c>, 1.5.3 and later, 64 bits): Confluent.Kafka makes
/// a dozen objects for each record. Everything else goes through it; see docs/decisions/kafka-client.md.
/// </summary>
internal static unsafe partial class Native
{
    public const string Library = "librdkafka";

    /// <summary><c>RD_KAFKA_MSG_F_COPY</c>: the value is not looked at after the call.</summary>
    public const int Copy = 2;

    /// <summary><c>RD_KAFKA_EVENT_…</c></summary>
    public const int Reports = 0x1, Failed = 0x8, TokenWanted = 0x100;

    /// <summary>The client, as long as the producer is not disposed.</summary>
    public static nint ClientOf(IClient producer) => ((SafeHandle)HandleOf(producer.Handle)).DangerousGetHandle();

    /// <param name="client">The client.</param>
    /// <param name="name">Ends with a zero.</param>
    /// <param name="settings">0: the client's.</param>
    /// <returns>The topic, to be freed; 0: see <see cref="LastError"/>.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_new")]
    public static partial nint NewTopic(nint client, byte* name, nint settings);

    [LibraryImport(Library, EntryPoint = "rd_kafka_topic_destroy")]
    public static partial void FreeTopic(nint topic);

    /// <summary>Why the last call of this thread failed.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_last_error")]
    public static partial ErrorCode LastError();

    /// <returns>A list of headers, of a record that was taken, or to be freed.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_headers_new")]
    public static partial nint NewHeaders(nuint room);

    /// <summary>Adds a copy of a header. It fails for lists that must not be changed, which none of ours is.</summary>
    /// <param name="headers">The list.</param>
    /// <param name="name">Its name.</param>
    /// <param name="nameLength">-1: the name ends with a zero.</param>
    /// <param name="bytes">Its value.</param>
    /// <param name="length">The value's length in bytes.</param>
    [LibraryImport(Library, EntryPoint = "rd_kafka_header_add")]
    public static partial ErrorCode AddHeader(nint headers, byte* name, nint nameLength, byte* bytes, nint length);

    [LibraryImport(Library, EntryPoint = "rd_kafka_headers_destroy")]
    public static partial void FreeHeaders(nint headers);

    /// <summary>Hands a record over.</summary>
    /// <returns>Why it was not taken, which leaves the headers with the caller; see <see cref="Take"/>.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_produceva")]
    public static partial nint Produce(nint client, Part* parts, nuint count);

    /// <summary>The code of an error, which is freed.</summary>
    public static ErrorCode Take(nint error)
    {
        if (error == 0)
            return ErrorCode.NoError;
        var code = CodeOf(error);
        Free(error);
        return code;
    }

    /// <summary>The first fatal error of a client, which keeps it from ever delivering anything again.</summary>
    public static ErrorCode FatalError(nint client) => FatalError(client, 0, 0);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_get_main")]
    public static partial nint Queue(nint client);

    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void FreeQueue(nint queue);

    /// <returns>An event, to be freed; 0: none came in time.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_queue_poll")]
    public static partial nint Poll(nint queue, int milliseconds);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_type")]
    public static partial int TypeOf(nint happened);

    /// <summary>The next reports of an event.</summary>
    /// <returns>How many; 0: there are no more.</returns>
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_message_array")]
    public static partial nuint Next(nint happened, Report** reports, nuint room);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error")]
    public static partial ErrorCode ErrorOf(nint happened);

    [LibraryImport(Library, EntryPoint = "rd_kafka_event_error_is_fatal")]
    public static partial int IsFatal(nint happened);

    /// <summary>Frees an event and the reports in it.</summary>
    [LibraryImport(Library, EntryPoint = "rd_kafka_event_destroy")]
    public static partial void FreeEvent(nint happened);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_code")]
    private static partial ErrorCode CodeOf(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_error_destroy")]
    private static partial void Free(nint error);

    [LibraryImport(Library, EntryPoint = "rd_kafka_fatal_error")]
    private static partial ErrorCode FatalError(nint client, nint text, nuint room);

    // Not public, hence a matter of the exact version of the package; tests go through it.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_LibrdkafkaHandle")]
    [return: UnsafeAccessorType("Confluent.Kafka.Impl.SafeKafkaHandle, Confluent.Kafka")]
    private static extern object HandleOf(Handle handle);

    /// <summary>One thing about a record: <c>rd_kafka_vu_t</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 72)]
    public struct Part
    {
        [FieldOffset(0)]
        private int _type;

        [FieldOffset(8)]
        private nint _first;

        [FieldOffset(16)]
        private nint _second;

        public static Part Topic(nint topic) => new() { _type = 2, _first = topic };

        public static Part Value(byte* bytes, int length) => new() { _type = 4, _first = (nint)bytes, _second = length };

        /// <param name="bytes">Null: no key.</param>
        public static Part Key(byte* bytes, int length) => new() { _type = 5, _first = (nint)bytes, _second = length };

        /// <summary>What its report says to tell it from others.</summary>
        public static Part Mark(nint mark) => new() { _type = 6, _first = mark };

        public static Part Flags(int flags) => new() { _type = 7, _first = flags };

        /// <summary>All of its headers, which librdkafka has once the record is taken.</summary>
        public static Part Headers(nint headers) => new() { _type = 10, _first = headers };
    }

    /// <summary>What became of a record: <c>rd_kafka_message_t</c>.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 72)]
    public readonly struct Report
    {
        [FieldOffset(0)]
        public readonly ErrorCode Error;

        [FieldOffset(64)]
        public readonly nint Mark;
    }
}
