using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Conformance;

/// <summary>What a sink under test delivers to.</summary>
public abstract class SinkReceiver : IAsyncDisposable
{
    /// <summary>A credential that the sinks made here use; null where there is none.</summary>
    public virtual string? Secret => null;

    /// <summary>Whether <see cref="ISink.CheckAsync"/> can tell a dead receiver.</summary>
    public virtual bool CanBeChecked => true;

    /// <summary>Whether anything at all has been asked of the receiver.</summary>
    public abstract bool WasTouched { get; }

    public abstract ISink CreateSink();

    /// <summary>The records that are there, without framing, in the order in which they came.</summary>
    public abstract IReadOnlyList<string> Records();

    /// <summary>Kills the receiver: no attempt succeeds.</summary>
    public abstract Task BreakAsync();

    /// <summary>Brings it back with what it had.</summary>
    public abstract Task MendAsync();

    /// <summary>Lets attempts hang until what is returned is disposed; null where that cannot be had.</summary>
    public virtual IDisposable? Hold() => null;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task StopAsync();
}
