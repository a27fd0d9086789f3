using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Operations.Http.Page;

/// <summary>How a lane does, rising by how much it wants to be looked at.</summary>
internal enum LaneGrade
{
    Orphaned,
    Fine,
    SetAside,
    Failing,
    Behind,
    Incomplete,
    Held,
}

/// <summary>The words and signs of each grade. Nothing is told by colour alone.</summary>
internal static class LaneGrades
{
    public static LaneGrade Of(LaneStatus lane, DateTime now) =>
        lane.IsOrphaned ? LaneGrade.Orphaned
        : lane.IsHeld ? LaneGrade.Held
        : lane.Missing > 0 ? LaneGrade.Incomplete
        : Readiness.IsBehind(lane, now) ? LaneGrade.Behind
        : lane.LastError is not null ? LaneGrade.Failing
        : lane.DeadLetters > 0 ? LaneGrade.SetAside
        : LaneGrade.Fine;

    public static string Word(this LaneGrade grade) => grade switch
    {
        LaneGrade.Orphaned => "not configured",
        LaneGrade.Fine => "ok",
        LaneGrade.SetAside => "ok, dead letters",
        LaneGrade.Failing => "failing",
        LaneGrade.Behind => "behind",
        LaneGrade.Incomplete => "events missing",
        _ => "held",
    };

    /// <summary>The sign's name and the class that colours it.</summary>
    public static (string Sign, string Tone) Look(this LaneGrade grade) => grade switch
    {
        LaneGrade.Orphaned => ("off", "idle"),
        LaneGrade.Fine or LaneGrade.SetAside => ("ok", "good"),
        LaneGrade.Failing => ("warn", "warn"),
        LaneGrade.Behind => ("late", "warn"),
        LaneGrade.Incomplete => ("gap", "bad"),
        _ => ("held", "bad"),
    };
}
