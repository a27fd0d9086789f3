namespace ActivityLogForwarder.Reliability;

/// <summary>A sink of the campaign and the receiver behind it.</summary>
internal interface IDoor : IAsyncDisposable
{
    /// <summary>The sink, as a line of the configuration.</summary>
    string Sink { get; }

    /// <summary>Whether no event may ever be there twice.</summary>
    bool IsOnce { get; }

    /// <summary>Whether the receiver may go away: nothing that the sink believes accepted is lost with it.</summary>
    bool MayGo { get; }

    /// <summary>Events in a batch.</summary>
    int Batch => Doors.Batch;

    /// <summary>Requests or messages so far: grows while the forwarder delivers.</summary>
    long Asked { get; }

    /// <summary>What is there, as <c>contract:id</c>.</summary>
    IReadOnlyList<string> Delivered();

    /// <summary>Lets the receiver take what comes and answer nothing until what is returned is disposed; null where it cannot.</summary>
    IDisposable? Hold();

    Task DownAsync();

    Task UpAsync();
}
