using System.Buffers.Binary;
using System.Text;

namespace ActivityLogForwarder.Tests.Operations.Otlp;

/// <summary>
/// A protobuf message as its fields by number, each with its wire value. Reading fails where a message is cut off, or has a
/// field or wire type that the test does not expect.
/// </summary>
internal sealed class ProtoMessage
{
    private readonly List<(int Number, int WireType, ulong Value, ReadOnlyMemory<byte> Bytes)> _fields = [];

    /// <param name="bytes">The message.</param>
    /// <param name="known">The numbers of the fields that it may have.</param>
    public ProtoMessage(ReadOnlyMemory<byte> bytes, params ReadOnlySpan<int> known)
    {
        while (!bytes.IsEmpty)
        {
            var tag = Varint(ref bytes);
            var (number, type) = ((int)(tag >> 3), (int)(tag & 7));
            Assert.True(known.Contains(number), $"Field {number} is not one of {string.Join(',', known.ToArray())}.");
            switch (type)
            {
                case 0:
                    _fields.Add((number, type, Varint(ref bytes), default));
                    break;
                case 1:
                    _fields.Add((number, type, BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span), default));
                    bytes = bytes[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref bytes);
                    _fields.Add((number, type, 0, bytes[..length]));
                    bytes = bytes[length..];
                    break;
                case 5:
                    _fields.Add((number, type, BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span), default));
                    bytes = bytes[4..];
                    break;
                default:
                    Assert.Fail($"Wire type {type}.");
                    break;
            }
        }
    }

    public bool Has(int number) => _fields.Any(field => field.Number == number);

    public IEnumerable<ReadOnlyMemory<byte>> All(int number) =>
        _fields.Where(field => field.Number == number).Select(field =>
        {
            Assert.Equal(2, field.WireType);
            return field.Bytes;
        });

    public ReadOnlyMemory<byte> Bytes(int number) => All(number).SingleOrDefault();

    public string Text(int number) => new UTF8Encoding(false, true).GetString(Bytes(number).Span);

    /// <summary>A varint, fixed32 or fixed64; 0 where it is absent, as protobuf has it.</summary>
    public ulong Number(int number) => _fields.SingleOrDefault(field => field.Number == number).Value;

    public double Double(int number) => BitConverter.UInt64BitsToDouble(Number(number));

    private static ulong Varint(ref ReadOnlyMemory<byte> bytes)
    {
        var value = 0UL;
        for (var i = 0; ; i++)
        {
            Assert.True(i < 10 && i < bytes.Length, "A varint has no end.");
            value |= (ulong)(bytes.Span[i] & 0x7F) << (7 * i);
            if (bytes.Span[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }
    }
}
