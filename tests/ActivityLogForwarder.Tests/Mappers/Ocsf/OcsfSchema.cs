using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActivityLogForwarder.Tests.Mappers.Ocsf;

/// <summary>
/// What OCSF 1.8.0 says of the classes Account Change, Authentication and API Activity with the profiles cloud and datetime,
/// as far as the mapper uses it: everything else is a mistake. An attribute's type ends in <c>!</c> where it is required.
/// </summary>
internal static partial class OcsfSchema
{
    private const string Base =
        "class_uid:int! category_uid:int! activity_id:int! activity_name:string type_uid:int! severity_id:int! time:time! status_id:int status:string "
        + "status_code:string status_detail:string message:string metadata:metadata! cloud:cloud! api:api raw_data:string unmapped:unmapped ";

    private static readonly Dictionary<string, string> Objects = new()
    {
        ["3001"] = Base + "actor:actor src_endpoint:endpoint http_request:http_request http_response:http_response user:user!",
        ["3002"] = Base + "actor:actor src_endpoint:endpoint http_request:http_request http_response:http_response user:user! dst_endpoint:endpoint service:entity",
        ["6003"] = Base + "actor:actor! src_endpoint:endpoint! http_request:http_request http_response:http_response dst_endpoint:endpoint resources:resource[]",
        ["metadata"] = "version:string! product:product! profiles:string[] uid:string event_code:string log_version:string correlation_uid:string logged_time:time original_time:string",
        ["product"] = "name:string vendor_name:string",
        ["cloud"] = "provider:string! account:entity",
        ["entity"] = "name:string uid:string",
        ["actor"] = "user:user app_name:string",
        ["user"] = "name:string uid:string email_addr:email account:entity",
        ["endpoint"] = "ip:ip intermediate_ips:ip[] svc_name:string hostname:string",
        ["api"] = "operation:string! service:entity request:request response:response",
        ["request"] = "uid:string!",
        ["response"] = "error:string error_message:string",
        ["http_request"] = "http_method:method url:url",
        ["http_response"] = "code:int!",
        ["url"] = "url_string:string path:string query_string:string",
        ["resource"] = "type:string uid:string",
    };

    private static readonly Dictionary<string, string[]> AtLeastOne = new()
    {
        ["3002"] = ["service", "dst_endpoint"],
        ["product"] = ["name", "uid"],
        ["entity"] = ["name", "uid"],
        ["actor"] = ["user", "app_name"],
        ["user"] = ["account", "name", "uid"],
        ["endpoint"] = ["ip", "hostname", "svc_name"],
        ["url"] = ["url_string", "path"],
        ["resource"] = ["name", "uid"],
    };

    private static readonly Dictionary<int, int[]> Activities = new()
    {
        [3001] = [1, 6, 99],
        [3002] = [1, 2],
        [6003] = [1, 2, 3, 4, 99],
    };

    private static readonly string[] Statuses = ["Unknown", "Success", "Failure"];

    private static readonly string[] Methods = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];

    /// <summary>What is wrong with a record, attribute by attribute.</summary>
    public static IEnumerable<string> Errors(JsonElement record)
    {
        var eventClass = Number(record, "class_uid");
        if (!Activities.TryGetValue(eventClass, out var activities))
            return [$"class_uid is {eventClass}"];
        var activity = Number(record, "activity_id");
        return ErrorsOf(eventClass.ToString(System.Globalization.CultureInfo.InvariantCulture), "", record)
            .Concat(If(!activities.Contains(activity), $"activity_id is {activity}"))
            .Concat(If((activity == 99) != record.TryGetProperty("activity_name", out _), "activity_name and activity_id disagree"))
            .Concat(If(Number(record, "type_uid") != (eventClass * 100) + activity, "type_uid is not class_uid × 100 + activity_id"))
            .Concat(If(Number(record, "category_uid") != eventClass / 1000, "category_uid is another class's"))
            .Concat(If(Number(record, "severity_id") is < 1 or > 4, "severity_id"))
            .Concat(If(Statuses.ElementAtOrDefault(Number(record, "status_id")) != record.At("status"), "status is not the caption of status_id"))
            .Concat(If(record.At("metadata.version") != "1.8.0", "metadata.version"))
            .Concat(If(Levels(record) > 64, "deeper than 64 levels"));
    }

    private static IEnumerable<string> ErrorsOf(string type, string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return [$"{path} is no object"];
        var attributes = Objects[type].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Split(':')).ToDictionary(parts => parts[0], parts => parts[1]);
        var names = value.EnumerateObject().Select(member => member.Name).ToList();
        return names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"{path}.{group.Key} is there twice")
            .Concat(names.Except(attributes.Keys).Select(name => $"{path}.{name} is no attribute"))
            .Concat(attributes.Where(pair => pair.Value.EndsWith('!') && !names.Contains(pair.Key)).Select(pair => $"{path}.{pair.Key} is required"))
            .Concat(If(AtLeastOne.TryGetValue(type, out var any) && !any.Any(names.Contains), $"{path} lacks all of {string.Join(", ", any ?? [])}"))
            .Concat(value.EnumerateObject().Where(member => attributes.ContainsKey(member.Name))
                .SelectMany(member => ErrorsOfValue(attributes[member.Name].TrimEnd('!'), $"{path}.{member.Name}", member.Value)));
    }

    private static IEnumerable<string> ErrorsOfValue(string type, string path, JsonElement value)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            return value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0
                ? [$"{path} is no filled array"]
                : value.EnumerateArray().SelectMany(item => ErrorsOfValue(type[..^2], path, item));
        }

        if (Objects.ContainsKey(type))
            return ErrorsOf(type, path, value);
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        var isRight = type switch
        {
            "int" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
            "time" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "ip" => IPAddress.TryParse(text, out _) && !text.Contains('%', StringComparison.Ordinal) && text.Length <= 45,
            "email" => Email().IsMatch(text),
            "method" => Methods.Contains(text),
            "unmapped" => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any(),
            _ => text.Length > 0,
        };
        return If(!isRight, $"{path} is no {type}: {value.GetRawText()}");
    }

    private static IEnumerable<string> If(bool isWrong, string error) => isWrong ? [error] : [];

    private static int Number(JsonElement record, string name) => record.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : -1;

    private static int Levels(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => 1 + value.EnumerateObject().Select(member => Levels(member.Value)).DefaultIfEmpty().Max(),
        JsonValueKind.Array => 1 + value.EnumerateArray().Select(Levels).DefaultIfEmpty().Max(),
        _ => 0,
    };

    [GeneratedRegex(@"^[a-zA-Z0-9!#$%&'*+\-/=?^_`{|}~.]+@[a-zA-Z0-9-]+\.[a-zA-Z0-9-.]+$")]
    private static partial Regex Email();
}
