namespace ActivityLogForwarder.Sinks.Syslog;

/// <summary>What a receiver may say in RELP.</summary>
internal enum RelpKind
{
    /// <summary><c>rsp</c>: the answer to the command of the same number.</summary>
    Response,

    /// <summary><c>serverclose</c>: no more will be answered.</summary>
    ServerClose,
}

/// <summary>A frame from a receiver.</summary>
/// <param name="Number">TXNR of the command that it answers; 0: none.</param>
/// <param name="Kind">Its command.</param>
/// <param name="Data">Its data, until the next read.</param>
internal readonly record struct RelpFrame(int Number, RelpKind Kind, ReadOnlyMemory<byte> Data)
{
    /// <summary>The three digits that a response begins with; 0 where there are none.</summary>
    public int Status
    {
        get
        {
            var text = Data.Span;
            return text.Length >= 3 && text[..3].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
                ? ((text[0] - '0') * 100) + ((text[1] - '0') * 10) + text[2] - '0'
                : 0;
        }
    }
}
