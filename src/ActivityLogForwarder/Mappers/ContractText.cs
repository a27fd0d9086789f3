using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers;

/// <summary>The number of the contract in whose log an event stands.</summary>
internal static class ContractText
{
    /// <summary>The contract in whose log the event was found, else the principal's; empty where neither is known.</summary>
    public static ReadOnlySpan<byte> Of(ActivityEvent activity, in Activity read) => activity.Contract is { } known
        ? Of(known, read.Scratch)
        : read.Peek(Member.ContractNumber).Unescape(read.Scratch);

    public static ReadOnlySpan<byte> Of(Contract contract, Scratch scratch)
    {
        var bytes = scratch.Take(Encoding.UTF8.GetMaxByteCount(contract.Number.Length));
        return bytes[..Encoding.UTF8.GetBytes(contract.Number, bytes)];
    }
}
