using System.Globalization;

namespace ActivityLogForwarder.Configuration;

/// <summary>Something about the configuration that keeps the program from starting.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Path">The dotted path of the key (<c>sinks.siem.type</c>); empty: the file as a whole.</param>
/// <param name="Message">What is wrong and the cure, one line, without any secret.</param>
public sealed record ConfigurationError(string File, string Path, string Message)
{
    /// <summary>Where in the file, from 1; null for what is not in it.</summary>
    public int? Line { get; init; }

    /// <summary>The environment variable that the value comes from; null: the file.</summary>
    public string? Variable { get; init; }

    /// <summary><c>forwarder.yaml:12: sinks.siem.type: …</c>; the variable's name in the place of file and line.</summary>
    public override string ToString()
    {
        var place = Variable ?? (Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"{File}:{line}") : File);
        return Path.Length == 0 ? $"{place}: {Message}" : $"{place}: {Path}: {Message}";
    }
}
