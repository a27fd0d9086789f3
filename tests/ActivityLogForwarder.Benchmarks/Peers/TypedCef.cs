using System.Globalization;
using System.Text;

namespace ActivityLogForwarder.Benchmarks.Peers;

/// <summary>An activity as a syslog message with CEF, as strings put together.</summary>
internal static class TypedCef
{
    public static string Of(TypedActivity activity)
    {
        var type = (activity.Event.Type ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);
        var line = new StringBuilder();
        line.Append(CultureInfo.InvariantCulture, $"<109>1 {activity.Meta.Time:yyyy-MM-ddTHH:mm:ss.fffZ} host ionos-activity - - - ");
        line.Append(CultureInfo.InvariantCulture, $"CEF:0|IONOS|Cloud Activity Log|v1|{type}|{type}|{(activity.Event.Status == "FAILED" ? 6 : 3)}|");
        Add(line, "externalId", activity.Uuid);
        Add(line, "rt", activity.Meta.Time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        Add(line, "cat", activity.Event.Type);
        Add(line, "deviceExternalId", activity.Principal.Identity.ContractNumber);
        Add(line, "suser", activity.Principal.Identity.Username);
        Add(line, "src", activity.Principal.SourceIp);
        Add(line, "sourceServiceName", activity.Principal.SourceService);
        Add(line, "destinationServiceName", activity.Event.Param?.SourceService);
        Add(line, "dhost", activity.Principal.ServiceHost);
        Add(line, "requestMethod", activity.Event.Param?.Action);
        Add(line, "request", activity.Event.Param?.Uri);
        Add(line, "msg", activity.Event.Message);
        Add(line, "outcome", TypedEcs.OutcomeOf(activity.Event));
        Add(line, "cs2Label", "Resource Type");
        Add(line, "cs2", string.Join(',', activity.Event.Resources?.Select(resource => resource.Type) ?? []));
        Add(line, "cs3Label", "Resource Id");
        Add(line, "cs3", string.Join(',', activity.Event.Resources?.Select(resource => resource.Id) ?? []));
        Add(line, "cs5Label", "Request Id");
        Add(line, "cs5", activity.Meta.RequestId);
        Add(line, "cs6Label", "Transaction Id");
        Add(line, "cs6", activity.Meta.TransactionId);
        line[^1] = '\n';
        return line.ToString();
    }

    private static void Add(StringBuilder line, string key, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        line.Append(key).Append('=').Append(value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("=", "\\=", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal)).Append(' ');
    }
}
