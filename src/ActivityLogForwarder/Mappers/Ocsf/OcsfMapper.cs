using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Ocsf;

/// <summary>
/// The event in the Open Cybersecurity Schema Framework 1.8.0, as one of the classes Account Change, Authentication and
/// API Activity with the profiles cloud and datetime. Nothing of the event is left out: what has no home stands in
/// <c>unmapped</c>.
/// </summary>
/// <param name="withOriginal">Whether the record carries the event as it came.</param>
public sealed class OcsfMapper(bool withOriginal) : IMapper, IEquatable<OcsfMapper>
{
    public static readonly MapperType Type = new("ocsf", settings => new OcsfMapper(settings.Original));

    private readonly bool _withOriginal = withOriginal;

    public void Map(ActivityEvent activity, Utf8Buffer output)
    {
        var read = Activity.Read(activity.Source.Span);
        var eventClass = OcsfClasses.Of(read);
        var record = output.Open("{"u8);
        OcsfEvent.Write(output, read, eventClass, EpochTime.Milliseconds(activity.Time));
        OcsfEvent.WriteMetadata(output, read, activity);
        OcsfActor.WriteCloud(output, ContractText.Of(activity, read));
        OcsfActor.Write(output, read, eventClass);
        OcsfEndpoints.Write(output, read, eventClass);
        OcsfRequest.Write(output, read, eventClass);
        if (_withOriginal)
            output.Plain("\"raw_data\":\""u8, read.Original);
        output.Unmapped("\"unmapped\":"u8, read);
        output.Close(record, "}"u8);
    }

    public bool Equals(OcsfMapper? other) => other is not null && _withOriginal == other._withOriginal;

    public override bool Equals(object? obj) => Equals(obj as OcsfMapper);

    public override int GetHashCode() => _withOriginal.GetHashCode();
}
