namespace ActivityLogForwarder.Mappers;

/// <summary>What an activity is about: the rows of the classification, the first that fits.</summary>
internal enum ActivityClass : byte
{
    Authentication,
    UserManagement,
    GroupManagement,
    Session,
    Token,
    Write,
    Read,
    Other,
}

/// <summary>How an activity ended.</summary>
internal enum ActivityOutcome : byte
{
    Unknown,
    Success,
    Failure,
}

internal static class ActivityOutcomes
{
    public static ReadOnlySpan<byte> Name(ActivityOutcome outcome) => outcome switch
    {
        ActivityOutcome.Success => "success"u8,
        ActivityOutcome.Failure => "failure"u8,
        _ => "unknown"u8,
    };
}
