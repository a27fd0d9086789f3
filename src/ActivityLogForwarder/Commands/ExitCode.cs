namespace ActivityLogForwarder.Commands;

/// <summary>What the program ends with.</summary>
public static class ExitCode
{
    public const int Done = 0;

    /// <summary>An unexpected error.</summary>
    public const int Failed = 1;

    /// <summary>The configuration or the command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The state cannot be used.</summary>
    public const int State = 3;

    /// <summary>Not everything could be delivered or read.</summary>
    public const int Incomplete = 4;

    /// <summary>Something that the API shows has not been delivered.</summary>
    public const int Gaps = 5;

    /// <summary>The program was ended by a second signal.</summary>
    public const int Killed = 130;
}
