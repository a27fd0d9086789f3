namespace ActivityLogForwarder.Core;

/// <summary>Time since the start: what is due follows it, whatever the machine's clock is set to.</summary>
internal sealed class Uptime(TimeProvider clock)
{
    private readonly long _begun = clock.GetTimestamp();

    public TimeSpan Now => clock.GetElapsedTime(_begun);
}
