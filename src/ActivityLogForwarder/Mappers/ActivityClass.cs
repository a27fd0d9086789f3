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
