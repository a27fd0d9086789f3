using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActivityLogForwarder.Sinks.Elasticsearch.Setup;

/// <summary>One thing that <c>setup</c> installs: what is put, and where.</summary>
/// <param name="Path">Its address below the cluster's.</param>
/// <param name="Body">What it is.</param>
/// <param name="IsLifecycle">Whether it is a lifecycle policy, which an administrator may have changed since.</param>
public sealed record SetupRequest(string Path, JsonObject Body, bool IsLifecycle = false)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>As the consoles of Kibana and OpenSearch Dashboards take it.</summary>
    public override string ToString() => $"PUT {Path}\n{Body.ToJsonString(Indented)}\n";
}
