using ActivityLogForwarder.Configuration.Yaml;

namespace ActivityLogForwarder.Configuration.Reading;

/// <summary>The errors found so far in one file and the environment variables that override it.</summary>
internal sealed class ErrorList(string file)
{
    /// <summary>More than anybody reads; what lies beyond is no configuration, and a megabyte of it holds many errors.</summary>
    private const int MaxErrors = 1000;

    private readonly List<ConfigurationError> _errors = [];

    public bool IsEmpty => _errors.Count == 0;

    public void Add(string path, Origin at, string message)
    {
        if (_errors.Count < MaxErrors)
            _errors.Add(new ConfigurationError(Paths.Printable(file), path, message) { Line = at.Line, Variable = at.Variable });
    }

    /// <summary>By line, then variables by name; what is said of one place stays in the order in which it was found.</summary>
    public IReadOnlyList<ConfigurationError> Sorted() =>
        [.. _errors.OrderBy(error => error.Variable, StringComparer.Ordinal).ThenBy(error => error.Line ?? 0)];
}
