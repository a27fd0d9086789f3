namespace ActivityLogForwarder.Mappers.Ocsf;

/// <summary>The classes of events in use, by their <c>class_uid</c>.</summary>
internal enum OcsfClass
{
    AccountChange = 3001,
    Authentication = 3002,
    ApiActivity = 6003,
}

/// <summary>What an activity is in OCSF.</summary>
internal static class OcsfClasses
{
    /// <summary>The <c>activity_id</c> of what the class has no number for.</summary>
    public const int Other = 99;

    public static OcsfClass Of(in Activity activity) => activity.Class switch
    {
        ActivityClass.Authentication => OcsfClass.Authentication,
        ActivityClass.UserManagement => OcsfClass.AccountChange,
        _ => OcsfClass.ApiActivity,
    };

    /// <summary>The <c>category_uid</c>: the class's thousands.</summary>
    public static int Category(OcsfClass eventClass) => (int)eventClass / 1000;

    /// <summary>The <c>activity_id</c>.</summary>
    public static int ActivityId(in Activity activity) => (activity.Class, activity.Verb) switch
    {
        (ActivityClass.Authentication, ActivityVerb.Logon) => 1,
        (ActivityClass.Authentication, _) => 2,
        (ActivityClass.UserManagement, ActivityVerb.Create) => 1,
        (ActivityClass.UserManagement, ActivityVerb.Delete) => 6,
        (ActivityClass.UserManagement or ActivityClass.Session, _) => Other,
        (ActivityClass.Token, _) => 1,
        (_, ActivityVerb.Create) => 1,
        (_, ActivityVerb.Read) => 2,
        (_, ActivityVerb.Update) => 3,
        (_, ActivityVerb.Delete) => 4,
        _ => Other,
    };

    /// <summary>The <c>severity_id</c>: 1 informational, 2 low, 3 medium, 4 high.</summary>
    public static int SeverityId(int severity) => severity switch
    {
        >= 8 => 4,
        >= 6 => 3,
        >= 5 => 2,
        _ => 1,
    };
}
