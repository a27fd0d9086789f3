namespace ActivityLogForwarder.Simulator.Activities;

/// <summary>Where an event stands: in which request of its block, and at which step of that.</summary>
internal readonly record struct Slot(byte Request, byte Step, byte Steps);

/// <summary>
/// How the events of several requests interleave. Events come in blocks of 40: five provisioning requests of six or
/// seven events (accepted, four or five status updates, provisioned), and eight requests of one event. So 22 of 40,
/// 55 %, are status updates. A block's requests are mixed in one of sixteen ways; each keeps its own order.
/// </summary>
internal static class Layout
{
    public const int BlockSize = 40;

    /// <summary>Requests below this number provision something; the others have one event each.</summary>
    public const int Provisioning = 5;

    /// <summary>How many requests a block has.</summary>
    public const int Requests = 13;

    private static readonly Slot[][] Layouts = [.. Enumerable.Range(0, 16).Select(Mixed)];

    public static Slot SlotOf(ulong blockKey, int position) => Layouts[Dice.Below(blockKey, Layouts.Length)][position];

    private static byte StepsOf(int request) => (byte)(request < 3 ? 6 : request < Provisioning ? 7 : 1);

    private static Slot[] Mixed(int layout)
    {
        var order = Enumerable.Range(0, Requests).SelectMany(request => Enumerable.Repeat(request, StepsOf(request))).ToArray();
        for (var i = order.Length - 1; i > 0; i--)
        {
            var other = Dice.Below(Dice.Mix((ulong)layout, (ulong)i), i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        var next = new byte[Requests];
        return Array.ConvertAll(order, request => new Slot((byte)request, next[request]++, StepsOf(request)));
    }
}
