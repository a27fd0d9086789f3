using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Ecs;

/// <summary>
/// The event as a document of the Elastic Common Schema 9.4.0. What ECS has no field for stands under
/// <c>ionos.activity</c>; nothing of the event is left out.
/// </summary>
public sealed class EcsMapper : IMapper, IEquatable<EcsMapper>
{
    public static readonly MapperType Type = new("ecs", settings => new EcsMapper(settings));

    private readonly MapperSettings _settings;
    private readonly DataStreamTemplate _dataStream;

    public EcsMapper(MapperSettings settings)
    {
        _settings = settings;
        _dataStream = new DataStreamTemplate(settings.DataStream);
    }

    public bool AllowsTemplates => _dataStream.IsConstant;

    public void Map(ActivityEvent activity, Utf8Buffer output)
    {
        var read = Activity.Read(activity.Source.Span);
        var dataStream = _dataStream.For(activity);
        var contract = ContractText.Of(activity, read);
        read.TakeUuid(activity.Id);

        var record = output.Open("{"u8);
        EcsEvent.WriteTime(output, read, activity.Time);
        output.Write("\"ecs\":{\"version\":\"9.4.0\"},"u8);
        output.Write(dataStream.Members);
        EcsEvent.WriteMessage(output, read);
        EcsEvent.Write(output, read, activity.Id.Text.Span, dataStream.Dataset, _settings.Original);
        EcsContext.Write(output, read, contract);
        EcsRequest.Write(output, read);
        EcsIonos.Write(output, read);
        output.Close(record, "}"u8);
    }

    public bool Equals(EcsMapper? other) => other is not null && _settings == other._settings;

    public override bool Equals(object? obj) => Equals(obj as EcsMapper);

    public override int GetHashCode() => _settings.GetHashCode();
}
