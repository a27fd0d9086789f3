namespace ActivityLogForwarder.Benchmarks.Peers;

/// <summary>An activity as ECS, as objects to be serialized.</summary>
internal static class TypedEcs
{
    public static object Of(TypedActivity activity) => new Dictionary<string, object?>
    {
        ["@timestamp"] = activity.Meta.Time,
        ["ecs"] = new { version = "9.4.0" },
        ["message"] = activity.Event.Message,
        ["event"] = new
        {
            kind = "event",
            module = "ionos",
            dataset = "ionos.activity",
            id = activity.Uuid,
            code = activity.Event.Type,
            action = activity.Event.Resources?.SelectMany(resource => resource.Action ?? []).FirstOrDefault(),
            provider = activity.Event.Param?.SourceService,
            outcome = OutcomeOf(activity.Event),
        },
        ["cloud"] = new { provider = "ionos", account = new { id = activity.Principal.Identity.ContractNumber }, service = new { name = activity.Principal.SourceService } },
        ["user"] = new { name = activity.Principal.Identity.Username, email = activity.Principal.Identity.Username },
        ["source"] = new { address = activity.Principal.SourceIp, ip = activity.Principal.SourceIp },
        ["related"] = new { ip = new[] { activity.Principal.SourceIp }, user = new[] { activity.Principal.Identity.Username } },
        ["server"] = new { domain = activity.Principal.ServiceHost },
        ["http"] = new { request = new { id = activity.Meta.RequestId, method = activity.Event.Param?.Action } },
        ["url"] = new { original = activity.Event.Param?.Uri },
        ["transaction"] = new { id = activity.Meta.TransactionId },
        ["ionos"] = new
        {
            activity = new
            {
                type = activity.Event.Type,
                status = activity.Event.Status,
                initiator = activity.Event.Param?.Initiator,
                queue_ref_id = activity.Meta.QueueRefId?.ToString(System.Globalization.CultureInfo.InvariantCulture),
                audit_version = activity.Meta.AuditVersion,
                resources = activity.Event.Resources?.Select(resource => new { type = resource.Type, id = resource.Id, action = resource.Action }),
            },
        },
    };

    public static string OutcomeOf(TypedEvent @event) => @event.Status switch
    {
        "DONE" => "success",
        "FAILED" => "failure",
        _ => "unknown",
    };
}
