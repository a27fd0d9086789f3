using System.Text.Json.Nodes;

namespace ActivityLogForwarder.Sinks.Elasticsearch.Setup;

/// <summary>The files of <c>config/siem/elastic</c> that are part of the program.</summary>
public static class SetupFiles
{
    /// <summary>A file's object, the caller's to change.</summary>
    public static JsonObject Read(string name)
    {
        using var stream = typeof(SetupFiles).Assembly.GetManifestResourceStream("elastic/" + name)
            ?? throw new InvalidOperationException($"The program lacks its part {name}.");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
