namespace ActivityLogForwarder.Tests.Core.Completeness;

/// <summary>What happens in a random history.</summary>
internal enum StepKind
{
    Add, AddLate, Burst, Hide, Show, Advance, Poll, Recheck, Backfill, Again, Rewind, Repair, Restart, Together,
    Untrusted, Fail, SinkFails, Refuse, Filter, Narrow, Totals, AddSink, Prune, Replay, Discard, Interrupt, Shift,
}

/// <summary>A history, of which a shorter one is made where it fails.</summary>
/// <param name="IsUntimed">Whether some events have no readable time.</param>
/// <param name="RecognisesRepeats">Whether the sink does.</param>
internal sealed record History(bool IsUntimed, bool RecognisesRepeats, Step[] Steps)
{
    public override string ToString() => $"untimed: {IsUntimed}; recognises repeats: {RecognisesRepeats}; {string.Join(' ', (IEnumerable<Step>)Steps)}";
}

/// <summary>One thing that happens; what the numbers mean is the kind's.</summary>
internal sealed record Step(StepKind Kind, int A, int B)
{
    public override string ToString() => $"{Kind}({A},{B})";
}
