using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Http;

/// <summary>The headers that a user gives, by the configuration and by a file that may change at any time.</summary>
/// <param name="fixedHeaders">Those of the configuration.</param>
/// <param name="file">The file; what it names goes before what the configuration says. Null: none.</param>
/// <param name="clock">Says when the file is compared again.</param>
internal sealed class ExtraHeaders(IReadOnlyDictionary<string, string> fixedHeaders, string? file, TimeProvider clock)
{
    private Secret? _text;
    private Parsed? _parsed;

    /// <summary>Puts the headers, as they are now, on the request and its content.</summary>
    /// <exception cref="SinkException">The file cannot be read or used.</exception>
    public void AddTo(HttpRequestMessage request)
    {
        var fromFile = FromFile();
        foreach (var (name, value) in fixedHeaders)
        {
            if (!fromFile.Any(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                Add(request, name, value);
        }

        foreach (var (name, value) in fromFile)
            Add(request, name, value);
    }

    /// <summary>Compares the file now, as after a refusal.</summary>
    public void Refresh() => _text?.Refresh();

    private static void Add(HttpRequestMessage request, string name, string value)
    {
        if (request.Headers.TryAddWithoutValidation(name, value) || request.Content is not { } content)
            return;
        content.Headers.Remove(name);
        content.Headers.TryAddWithoutValidation(name, value);
    }

    private IReadOnlyList<HeaderLine> FromFile()
    {
        if (file is null)
            return [];
        try
        {
            _text ??= Secret.FromFile(file, clock);
            var text = _text.Value;
            var parsed = Volatile.Read(ref _parsed);
            if (parsed?.Text != text)
                Volatile.Write(ref _parsed, parsed = new Parsed(text, HeaderLine.Parse(text)));
            return parsed!.Headers;
        }
        catch (FormatException exception)
        {
            throw new SinkException("headers-file", $"The headers file cannot be used: {exception.Message}.", innerException: exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SinkException("headers-file", "The headers file cannot be read.", innerException: exception);
        }
    }

    private sealed record Parsed(string Text, IReadOnlyList<HeaderLine> Headers);
}
