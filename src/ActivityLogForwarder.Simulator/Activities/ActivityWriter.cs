using System.Text;

namespace ActivityLogForwarder.Simulator.Activities;

/// <summary>
/// Writes the made-up events of one contract. Event i is a pure function of the seed, the contract, i and its time,
/// so that none has to be kept.
/// </summary>
internal sealed class ActivityWriter(ulong seed, string contract)
{
    private readonly byte[] _contract = Encoding.ASCII.GetBytes(contract);

    /// <summary>Made of the seed and the contract.</summary>
    public ulong Key { get; } = Dice.Mix(seed, contract);

    /// <summary>The id of an event: its <c>@uuid</c>.</summary>
    public Guid IdOf(long index) => Dice.Uuid(EventKey(index));

    /// <summary>Writes the <c>_source</c> object of an event.</summary>
    public void Write(Utf8Page page, long index, long ticks)
    {
        var blockKey = Dice.Mix(Key, (ulong)(index / Layout.BlockSize));
        var slot = Layout.SlotOf(blockKey, (int)(index % Layout.BlockSize));
        var requestKey = Dice.Mix(blockKey, slot.Request);
        var facts = new Facts(_contract, Key, EventKey(index), requestKey, ticks, slot.Step, slot.Steps);
        TemplateOf(slot, requestKey).Write(page, facts);
    }

    /// <summary>Writes an event about a read of the activity log.</summary>
    public void WriteLogRead(Utf8Page page, long index, long ticks)
    {
        var key = EventKey(index);
        Catalogue.LogRead.Done.Write(page, new Facts(_contract, Key, key, key, ticks, 0, 1));
    }

    private ulong EventKey(long index) => Dice.Mix(Key ^ 0xA5A5_5A5A_C3C3_3C3CUL, (ulong)index);

    private static Template TemplateOf(Slot slot, ulong requestKey)
    {
        if (slot.Request < Layout.Provisioning)
            return Pick(Catalogue.Provisioning, requestKey).At(slot.Step, slot.Steps, fails: requestKey % 17 == 0);
        return (slot.Request - Layout.Provisioning) switch
        {
            0 => Catalogue.Logon,
            1 => Catalogue.Logoff,
            2 => requestKey % 3 == 0 ? Catalogue.FailedLogon : Catalogue.Designer,
            3 => Catalogue.GenerateToken,
            4 or 5 => Pick(Catalogue.Administration, requestKey).Done,
            6 => Pick(Catalogue.Reads, requestKey).Done,
            _ => Pick(Catalogue.Provisioning, requestKey).Refused,
        };
    }

    private static Scenario Pick(Scenario[] from, ulong requestKey) => from[Dice.Below(requestKey >> 8, from.Length)];
}
