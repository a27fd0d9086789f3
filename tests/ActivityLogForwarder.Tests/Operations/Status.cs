using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Operations;

/// <summary>A forwarder's status in which all is well, to be changed where a test needs it.</summary>
internal static class Status
{
    public static readonly DateTime Now = new(2026, 11, 22, 3, 0, 0, DateTimeKind.Utc);

    public static LaneStatus Lane(string contract = "31999999", string sink = "siem") => new(
        "main", contract, sink, Now.AddSeconds(-20), TimeSpan.FromSeconds(90), Delivered: 1234, DeadLetters: 0,
        IsHeld: false, IsConfirmed: true, LastError: null, LastErrorAt: null, IsOrphaned: false)
    {
        Missing = 0,
        PerMinute = 12.5,
    };

    public static ContractStatus Contract(string contract = "31999999") =>
        new("main", contract, Now.AddSeconds(-15), Now.AddMinutes(-3), LastError: null, OpenGaps: 0);

    public static ForwarderStatus Good(params LaneStatus[] lanes) =>
        new(Now, Now.AddSeconds(-1), lanes.Length > 0 ? lanes : [Lane()], [Contract()])
        {
            Accounts = [new AccountStatus("main", Now.AddDays(30), null)],
            StateBytes = 4096,
        };
}
