using System.Text.Json.Serialization;

namespace ActivityLogForwarder.Benchmarks.Peers;

// The API's answer as classes, as a usual program would have it.
#pragma warning disable CA1812, CA2227

internal sealed class TypedPage
{
    [JsonPropertyName("hits")]
    public TypedHits Hits { get; set; } = new();
}

internal sealed class TypedHits
{
    [JsonPropertyName("total")]
    public long Total { get; set; }

    [JsonPropertyName("hits")]
    public List<TypedHit> Hits { get; set; } = [];
}

internal sealed class TypedHit
{
    [JsonPropertyName("_source")]
    public TypedActivity Source { get; set; } = new();
}

internal sealed class TypedActivity
{
    [JsonPropertyName("@uuid")]
    public string? Uuid { get; set; }

    [JsonPropertyName("meta")]
    public TypedMeta Meta { get; set; } = new();

    [JsonPropertyName("principal")]
    public TypedPrincipal Principal { get; set; } = new();

    [JsonPropertyName("event")]
    public TypedEvent Event { get; set; } = new();
}

internal sealed class TypedMeta
{
    [JsonPropertyName("auditVersion")]
    public string? AuditVersion { get; set; }

    [JsonPropertyName("requestId")]
    public string? RequestId { get; set; }

    [JsonPropertyName("queueRefId")]
    public long? QueueRefId { get; set; }

    [JsonPropertyName("time")]
    public DateTimeOffset Time { get; set; }

    [JsonPropertyName("transactionId")]
    public string? TransactionId { get; set; }
}

internal sealed class TypedPrincipal
{
    [JsonPropertyName("sourceIP")]
    public string? SourceIp { get; set; }

    [JsonPropertyName("identity")]
    public TypedIdentity Identity { get; set; } = new();

    [JsonPropertyName("sourceService")]
    public string? SourceService { get; set; }

    [JsonPropertyName("serviceHost")]
    public string? ServiceHost { get; set; }
}

internal sealed class TypedIdentity
{
    [JsonPropertyName("contractNumber")]
    public string? ContractNumber { get; set; }

    [JsonPropertyName("username")]
    public string? Username { get; set; }
}

internal sealed class TypedEvent
{
    [JsonPropertyName("param")]
    public TypedParam? Param { get; set; }

    [JsonPropertyName("resources")]
    public List<TypedResource>? Resources { get; set; }

    [JsonPropertyName("message")]
    public string? Message { get; set; }

    [JsonPropertyName("status")]
    public string? Status { get; set; }

    [JsonPropertyName("type")]
    public string? Type { get; set; }
}

internal sealed class TypedParam
{
    [JsonPropertyName("action")]
    public string? Action { get; set; }

    [JsonPropertyName("uri")]
    public string? Uri { get; set; }

    [JsonPropertyName("initiator")]
    public string? Initiator { get; set; }

    [JsonPropertyName("sourceService")]
    public string? SourceService { get; set; }
}

internal sealed class TypedResource
{
    [JsonPropertyName("action")]
    public List<string>? Action { get; set; }

    [JsonPropertyName("id")]
    public string? Id { get; set; }

    [JsonPropertyName("type")]
    public string? Type { get; set; }
}
