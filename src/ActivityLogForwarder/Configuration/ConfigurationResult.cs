namespace ActivityLogForwarder.Configuration;

/// <summary>What became of reading a configuration.</summary>
/// <param name="Options">The configuration; null if there are errors.</param>
/// <param name="Errors">Every error, those of the file by line, then those of environment variables by name.</param>
/// <param name="Warnings">What is no error but should be known, one line each, without any secret.</param>
public sealed record ConfigurationResult(
    ForwarderOptions? Options, IReadOnlyList<ConfigurationError> Errors, IReadOnlyList<string> Warnings);
