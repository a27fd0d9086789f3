using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Ecs;

/// <summary>The data stream's fields for each event, as the template's placeholders say.</summary>
internal sealed class DataStreamTemplate(Template? template)
{
    private static readonly Contract Nobody = new("", "");

    private readonly DataStreamFields? _constant =
        template is null ? DataStreamFields.None : template.IsConstant ? DataStreamFields.Of(template.Text) : null;

    // One contract's events of one day mostly follow each other.
    private Expansion? _last;

    /// <summary>Whether they are the same for all events.</summary>
    public bool IsConstant => _constant is not null;

    public DataStreamFields For(ActivityEvent activity)
    {
        if (_constant is not null)
            return _constant;
        var name = template!.Expand(activity.Contract ?? Nobody, activity.Time);
        var last = _last;
        if (last is null || last.Name != name)
            _last = last = new Expansion(name, DataStreamFields.Of(name));
        return last.Fields;
    }

    private sealed record Expansion(string Name, DataStreamFields Fields);
}
