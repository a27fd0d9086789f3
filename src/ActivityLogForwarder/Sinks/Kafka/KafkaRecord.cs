using System.Text;
using ActivityLogForwarder.Core;
using Confluent.Kafka;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>Makes messages of events: key, headers <c>event-id</c>, <c>contract</c> and <c>content-type</c>, value.</summary>
internal sealed class KafkaRecord(KafkaKey key, string format, ReadFacts facts)
{
    private readonly byte[] _contentType = format is "cef" or "leef" ? "text/plain; charset=utf-8"u8.ToArray() : "application/json"u8.ToArray();

    public Message<byte[]?, byte[]> Of(in Payload item, byte[] contract)
    {
        var id = item.Event.Id.Text.ToArray();
        return new()
        {
            Key = Key(item, id, contract),
            Value = item.Body.ToArray(),
            Headers = new Headers { { "event-id", id }, { "contract", contract }, { "content-type", _contentType } },
            // Not the event's time: retention would begin to delete what is late or read again, and brokers refuse
            // times too far off.
            Timestamp = Timestamp.Default,
        };
    }

    /// <summary>The contract number as bytes.</summary>
    public static byte[] Bytes(Contract contract) => Encoding.UTF8.GetBytes(contract.Number);

    private byte[]? Key(in Payload item, byte[] id, byte[] contract)
    {
        switch (key)
        {
            case KafkaKey.None:
                return null;
            case KafkaKey.Id:
                return [.. contract, (byte)':', .. id];
            case KafkaKey.Principal:
                facts(item.Event, out var known);
                return known.Principal.IsEmpty ? contract : known.Principal.ToArray();
            default:
                return contract;
        }
    }
}
