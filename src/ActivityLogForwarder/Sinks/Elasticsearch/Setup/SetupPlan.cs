using System.Globalization;
using System.Text.Json.Nodes;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Elasticsearch.Setup;

/// <summary>What a sink of format <c>ecs</c> needs in its cluster, made of the files under <c>config/siem/elastic</c>.</summary>
/// <param name="Target">The data stream or index that is written to.</param>
/// <param name="IsDataStream">Which of both it is.</param>
/// <param name="Retention">After what time data may be deleted; null: nothing is said of it, and a new policy keeps all.</param>
public sealed record SetupPlan(Template Target, bool IsDataStream, TimeSpan? Retention)
{
    /// <summary>The component template with the mappings, the same for every target.</summary>
    public const string ComponentName = "ionos-activity-ecs";

    /// <summary>Whether indices begin by themselves as time goes by, so that old ones may be deleted.</summary>
    public bool HasPeriods => IsDataStream || Target.Text.Contains("{date}", StringComparison.Ordinal)
        || Target.Text.Contains("{yyyy.MM}", StringComparison.Ordinal);

    public static SetupPlan For(ElasticsearchOptions options, TimeSpan? retention) =>
        new(options.Target, options.DataStream is not null, retention);

    /// <summary>All requests in their order.</summary>
    /// <param name="product">The server.</param>
    /// <param name="hasLifecycle">Whether it knows lifecycle policies.</param>
    public IReadOnlyList<SetupRequest> Requests(ServerProduct product, bool hasLifecycle = true)
    {
        // An index without a date in its name needs nobody to roll it over, and must not be deleted.
        hasLifecycle &= IsDataStream || Retention is not null;
        List<SetupRequest> requests = hasLifecycle ? [product.IsOpenSearch ? StatePolicy() : LifecyclePolicy()] : [];
        requests.Add(new SetupRequest("_component_template/" + ComponentName, Component(product)));
        requests.Add(new SetupRequest("_index_template/" + Target.Name(), IndexTemplate(hasLifecycle && !product.IsOpenSearch)));
        return requests;
    }

    private static JsonObject Component(ServerProduct product)
    {
        var component = SetupFiles.Read("component-template.json");
        if (product.IsOpenSearch)
            OpenSearchTypes.Adapt(component["template"]!["mappings"]!["properties"]!.AsObject(), product.Version);
        return component;
    }

    private JsonObject IndexTemplate(bool namesLifecycle)
    {
        var template = SetupFiles.Read("index-template.json");
        template["index_patterns"] = new JsonArray(Target.Pattern());
        if (!IsDataStream)
            template.Remove("data_stream");
        if (namesLifecycle)
            template["template"]!["settings"]!["index.lifecycle.name"] = Target.Name();
        else
            template.Remove("template");
        return template;
    }

    private SetupRequest LifecyclePolicy()
    {
        var policy = SetupFiles.Read("ilm-policy.json");
        var phases = policy["policy"]!["phases"]!.AsObject();
        if (!IsDataStream)
            phases["hot"]!["actions"] = new JsonObject();
        if (Retention is not null)
            phases["delete"] = new JsonObject { ["min_age"] = Days(Retention.Value), ["actions"] = new JsonObject { ["delete"] = new JsonObject() } };
        return new SetupRequest("_ilm/policy/" + Target.Name(), policy, IsLifecycle: true);
    }

    private SetupRequest StatePolicy()
    {
        var policy = SetupFiles.Read("ism-policy.json");
        var inner = policy["policy"]!;
        inner["ism_template"]![0]!["index_patterns"] = new JsonArray(Target.Pattern());
        var hot = inner["states"]![0]!;
        if (!IsDataStream)
            hot["actions"] = new JsonArray();
        if (Retention is not null)
        {
            // From the rollover on, so that the last event of an index is as old as the retention too.
            var age = IsDataStream ? "min_rollover_age" : "min_index_age";
            hot["transitions"] = new JsonArray(new JsonObject
            {
                ["state_name"] = "delete",
                ["conditions"] = new JsonObject { [age] = Days(Retention.Value) },
            });
            inner["states"]!.AsArray().Add((JsonNode)new JsonObject
            {
                ["name"] = "delete",
                ["actions"] = new JsonArray(new JsonObject { ["delete"] = new JsonObject() }),
                ["transitions"] = new JsonArray(),
            });
        }

        return new SetupRequest("_plugins/_ism/policies/" + Target.Name(), policy, IsLifecycle: true);
    }

    private static string Days(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(long)Math.Ceiling(time.TotalDays)}d");
}
