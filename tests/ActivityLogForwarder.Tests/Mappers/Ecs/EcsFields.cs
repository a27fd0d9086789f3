using System.Globalization;
using System.Net;
using System.Text.Json;

namespace ActivityLogForwarder.Tests.Mappers.Ecs;

/// <summary>
/// The fields of ECS 9.4.0 that a record may have, with the type that ECS gives them and how many values they may
/// have, and our own below <c>ionos.</c>: everything else is a mistake.
/// </summary>
internal static class EcsFields
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["@timestamp"] = "date",
        ["message"] = "text",
        ["cloud.account.id"] = "keyword",
        ["cloud.provider"] = "keyword",
        ["cloud.service.name"] = "keyword",
        ["data_stream.dataset"] = "keyword",
        ["data_stream.namespace"] = "keyword",
        ["data_stream.type"] = "keyword",
        ["ecs.version"] = "keyword",
        ["error.code"] = "keyword",
        ["error.message"] = "text",
        ["event.action"] = "keyword",
        ["event.category"] = "keyword[]",
        ["event.code"] = "keyword",
        ["event.dataset"] = "keyword",
        ["event.id"] = "keyword",
        ["event.kind"] = "keyword",
        ["event.module"] = "keyword",
        ["event.original"] = "keyword",
        ["event.outcome"] = "keyword",
        ["event.provider"] = "keyword",
        ["event.reason"] = "keyword",
        ["event.severity"] = "long",
        ["event.type"] = "keyword[]",
        ["group.id"] = "keyword",
        ["http.request.id"] = "keyword",
        ["http.request.method"] = "keyword",
        ["http.response.status_code"] = "long",
        ["observer.product"] = "keyword",
        ["observer.vendor"] = "keyword",
        ["orchestrator.cluster.id"] = "keyword",
        ["orchestrator.type"] = "keyword",
        ["organization.id"] = "keyword",
        ["related.ip"] = "ip[]",
        ["related.user"] = "keyword[]",
        ["server.domain"] = "keyword",
        ["service.name"] = "keyword",
        ["source.address"] = "keyword",
        ["source.ip"] = "ip",
        ["transaction.id"] = "keyword",
        ["url.domain"] = "keyword",
        ["url.original"] = "wildcard",
        ["url.path"] = "wildcard",
        ["url.query"] = "keyword",
        ["url.scheme"] = "keyword",
        ["user.domain"] = "keyword",
        ["user.email"] = "keyword",
        ["user.name"] = "keyword",
        ["user.target.id"] = "keyword",
        ["ionos.activity.audit_version"] = "keyword",
        ["ionos.activity.initiator"] = "keyword",
        ["ionos.activity.method"] = "keyword",
        ["ionos.activity.principal.contract_number"] = "keyword",
        ["ionos.activity.queue_ref_id"] = "keyword",
        ["ionos.activity.resources"] = "object[]",
        ["ionos.activity.status"] = "keyword",
        ["ionos.activity.type"] = "keyword",
        ["ionos.activity.unmapped"] = "flattened",
    };

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["event.kind"] = ["event"],
        ["event.category"] = ["api", "authentication", "configuration", "iam", "session"],
        ["event.outcome"] = ["failure", "success", "unknown"],
        ["api"] = ["access", "change", "creation", "deletion", "info"],
        ["authentication"] = ["end", "start"],
        ["configuration"] = ["change", "creation", "deletion"],
        ["iam"] = ["change", "creation", "deletion", "group", "info", "user"],
        ["session"] = ["info"],
    };

    /// <summary>What is wrong with a record, field by field.</summary>
    public static IEnumerable<string> Errors(JsonElement record) =>
        Leaves("", record).SelectMany(leaf => Errors(leaf.Path, leaf.Value))
            .Concat(record.GetProperty("event").GetProperty("category").EnumerateArray()
                .SelectMany(category => record.GetProperty("event").GetProperty("type").EnumerateArray()
                    .Where(type => !Allowed[category.GetString()!].Contains(type.GetString()))
                    .Select(type => $"event.type {type} is none of {category}")));

    private static IEnumerable<(string Path, JsonElement Value)> Leaves(string path, JsonElement value) =>
        value.ValueKind != JsonValueKind.Object || Types.ContainsKey(path) ? [(path, value)]
        : !value.EnumerateObject().Any() ? [(path + " (empty)", value)]
        : value.EnumerateObject().GroupBy(member => member.Name).SelectMany(members => members.Count() > 1
            ? [(path + " (repeated)", value)]
            : Leaves(path.Length == 0 ? members.Key : $"{path}.{members.Key}", members.First().Value));

    private static IEnumerable<string> Errors(string path, JsonElement value)
    {
        if (!Types.TryGetValue(path, out var type))
            return [$"{path} is no field"];
        if (!type.EndsWith("[]", StringComparison.Ordinal))
            return IsOf(type, path, value) ? [] : [$"{path} is no {type}: {value.GetRawText()}"];
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            return [$"{path} is no filled array"];
        var texts = value.EnumerateArray().Select(item => item.GetRawText()).ToList();
        return value.EnumerateArray().Where(item => !IsOf(type[..^2], path, item)).Select(item => $"{path} holds {item.GetRawText()}")
            .Concat(type != "object[]" && texts.Distinct().Count() < texts.Count ? [$"{path} holds repeats"] : []);
    }

    private static bool IsOf(string type, string path, JsonElement value) => type switch
    {
        "date" => DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, out _) && value.GetString()!.EndsWith('Z'),
        "long" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "ip" => IPAddress.TryParse(value.GetString(), out _),
        "object" => IsResource(value),
        "flattened" => Levels(value) <= 20 && !HasNullInName(value) && value.EnumerateObject().Any(),
        _ => value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0
            && (!Allowed.TryGetValue(path, out var allowed) || allowed.Contains(value.GetString())),
    };

    private static bool IsResource(JsonElement resource) =>
        resource.EnumerateObject().Any() && resource.EnumerateObject().All(member => member.Name == "action"
            ? member.Value.GetArrayLength() > 0 && member.Value.EnumerateArray().All(action => action.GetString()!.Length > 0)
            : member.Name is "type" or "id" && member.Value.GetString()!.Length > 0);

    private static int Levels(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => 1 + value.EnumerateObject().Select(member => Levels(member.Value)).DefaultIfEmpty().Max(),
        JsonValueKind.Array => 1 + value.EnumerateArray().Select(Levels).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static bool HasNullInName(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Select(member => member.Name).Distinct().Count() < value.EnumerateObject().Count()
            || value.EnumerateObject().Any(member => member.Name.Contains('\0', StringComparison.Ordinal) || HasNullInName(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasNullInName),
        _ => false,
    };
}
