using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Some;

/// <summary>Writes the event as it came.</summary>
public sealed record CopyMapper : IMapper
{
    public void Map(ActivityEvent activity, Utf8Buffer output) => output.Write(activity.Source.Span);
}
