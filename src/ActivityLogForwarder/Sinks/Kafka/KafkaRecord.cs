using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using ActivityLogForwarder.Core;
using Confluent.Kafka;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>Makes records of events: key, headers <c>event-id</c>, <c>contract</c> and <c>content-type</c>, value.</summary>
internal sealed unsafe class KafkaRecord(KafkaKey key, string format, ReadFacts facts)
{
    private readonly byte[] _contentType = format is "cef" or "leef" ? "text/plain; charset=utf-8"u8.ToArray() : "application/json"u8.ToArray();

    /// <summary>Hands an event over to librdkafka, which copies all of it but its record, if the barrier keeps that.</summary>
    /// <param name="client">librdkafka's producer.</param>
    /// <param name="topic">librdkafka's topic.</param>
    /// <param name="item">The event.</param>
    /// <param name="barrier">That of its batch.</param>
    /// <param name="contract">See <see cref="Bytes"/>.</param>
    /// <param name="mark">What the report will bear.</param>
    /// <returns>No error: there will be a report. Else there will be none.</returns>
    [SkipLocalsInit]
    public ErrorCode HandOver(nint client, nint topic, in Payload item, DeliveryBarrier barrier, ReadOnlySpan<byte> contract, nint mark)
    {
        const int Count = 6;
        var parts = stackalloc Native.Part[Count];
        Span<byte> room = stackalloc byte[256];
        var id = item.Event.Id.Text.Span;
        var keyBytes = Key(item, id, contract, room);
        // The timestamp is left to be the time of writing: from the event's time on retention would begin to delete what is
        // late or read again, and brokers refuse times too far off.
        fixed (byte* valueAt = item.Body.Span, keyAt = keyBytes, idAt = id, contractAt = contract, typeAt = _contentType,
            idName = "event-id\0"u8, contractName = "contract\0"u8, typeName = "content-type\0"u8)
        {
            // The list is ours until the record is taken: of headers handed over one by one librdkafka 2.0.2 frees its list twice when
            // it knows that there is no such topic.
            var headers = Native.NewHeaders(3);
            _ = Native.AddHeader(headers, idName, -1, idAt, id.Length);
            _ = Native.AddHeader(headers, contractName, -1, contractAt, contract.Length);
            _ = Native.AddHeader(headers, typeName, -1, typeAt, _contentType.Length);
            parts[0] = Native.Part.Topic(topic);
            parts[1] = Native.Part.Value(valueAt, item.Body.Length);
            parts[2] = Native.Part.Key(keyAt, keyBytes.Length);
            parts[3] = Native.Part.Headers(headers);
            parts[4] = Native.Part.Flags(barrier.TryLend(item.Body) ? 0 : Native.Copy);
            parts[5] = Native.Part.Mark(mark);
            var error = Native.Take(Native.Produce(client, parts, Count));
            if (error != ErrorCode.NoError)
                Native.FreeHeaders(headers);
            return error;
        }
    }

    /// <summary>The contract number as bytes.</summary>
    public static byte[] Bytes(Contract contract) => Encoding.UTF8.GetBytes(contract.Number);

    // Empty: none.
    private ReadOnlySpan<byte> Key(in Payload item, ReadOnlySpan<byte> id, ReadOnlySpan<byte> contract, Span<byte> room)
    {
        switch (key)
        {
            case KafkaKey.None:
                return default;
            case KafkaKey.Id:
                var length = contract.Length + 1 + id.Length;
                var joined = length <= room.Length ? room[..length] : new byte[length];
                contract.CopyTo(joined);
                joined[contract.Length] = (byte)':';
                id.CopyTo(joined[(contract.Length + 1)..]);
                return joined;
            case KafkaKey.Principal:
                facts(item.Event, out var known);
                return known.Principal.IsEmpty ? contract : known.Principal.Span;
            default:
                return contract;
        }
    }
}
