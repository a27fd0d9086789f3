using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Configuration.Yaml;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Configuration;

/// <summary>Reads and checks the configuration.</summary>
public static class ConfigurationFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaxBytes = 1_000_000;

    /// <summary>
    /// Reads the file, puts the environment's overrides over it, and checks all of it. Whatever is in them, it
    /// returns. Apart from the file itself only the secret and certificate files that it names are read.
    /// </summary>
    /// <param name="path">The YAML file, as the user named it.</param>
    /// <param name="environment">All environment variables; those that begin with <c>ALF_</c> are looked at.</param>
    /// <param name="sinkTypes">The kinds of sinks there are.</param>
    /// <param name="formats">The formats there are.</param>
    /// <param name="clock">By which secret files are compared again later.</param>
    public static ConfigurationResult Read(
        string path, IReadOnlyDictionary<string, string> environment, IReadOnlyList<SinkType> sinkTypes,
        IReadOnlyList<string> formats, TimeProvider clock)
    {
        var errors = new ErrorList(path);
        return ReadText(path, errors) is { } text
            ? Check(text, environment, sinkTypes, formats, errors, clock)
            : new ConfigurationResult(null, errors.Sorted(), []);
    }

    /// <summary>Checks a text as if it were the file's.</summary>
    internal static ConfigurationResult Check(
        string text, IReadOnlyDictionary<string, string> environment, IReadOnlyList<SinkType> sinkTypes,
        IReadOnlyList<string> formats, ErrorList errors, TimeProvider clock)
    {
        var root = ConfigurationDescription.Of(sinkTypes, formats);
        var node = YamlTree.Parse(text, "", null, errors);
        var start = new Origin(1, null);
        if (node is not (MapNode or NullNode))
        {
            if (node is not BadNode)
                errors.Add("", start, "must hold keys (accounts:, sinks:), each with its value behind a colon and a space");
            return new ConfigurationResult(null, errors.Sorted(), []);
        }

        var tree = node as MapNode ?? new MapNode(start);
        var warnings = new Overrides(root, errors).Apply(tree, environment);
        if (tree.Entries.Count == 0)
            errors.Add("", start, "is empty; accounts and sinks are required");
        var values = new OptionReader(errors, clock).ReadGroup(tree, root, "", start);
        return new ConfigurationResult(
            errors.IsEmpty ? ForwarderOptions.From(values, sinkTypes) : null, errors.Sorted(), warnings);
    }

    private static string? ReadText(string path, ErrorList errors)
    {
        if (NamedFiles.Problem(path) is { } problem)
        {
            errors.Add("", default, problem);
            return null;
        }

        using var stream = File.OpenRead(path);
        var bytes = new byte[MaxBytes + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length > MaxBytes)
        {
            errors.Add("", default, $"is larger than {Sizes.Format(MaxBytes)}, which no configuration is");
            return null;
        }

        return Utf8Text.Decode(bytes.AsSpan(0, length), errors);
    }
}
