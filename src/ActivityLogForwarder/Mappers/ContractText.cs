using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers;

/// <summary>The number of the contract in whose log an event stands.</summary>
internal static class ContractText
{
    public static ReadOnlySpan<byte> Of(Contract contract, Scratch scratch)
    {
        var bytes = scratch.Take(Encoding.UTF8.GetMaxByteCount(contract.Number.Length));
        return bytes[..Encoding.UTF8.GetBytes(contract.Number, bytes)];
    }
}
