using System.Buffers;

namespace ActivityLogForwarder.Sinks.Http;

/// <summary>One header that a user gives (RFC 9110, section 5).</summary>
/// <param name="Name">Its name, a token.</param>
/// <param name="Value">Its value, visible ASCII, spaces and tabs.</param>
public readonly record struct HeaderLine(string Name, string Value)
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly string[] Ours =
        ["Connection", "Content-Encoding", "Content-Length", "Expect", "Host", "Transfer-Encoding", "Upgrade"];

    /// <summary>What is wrong with a header; null if nothing is. The value is not quoted: it may be a secret.</summary>
    public static string? Problem(string name, string value) =>
        name.Length == 0 || name.AsSpan().ContainsAnyExcept(Token) ? "not a name of a header"
        : Ours.Contains(name, StringComparer.OrdinalIgnoreCase) ? "this header is made by the sink itself"
        : value.Any(c => c is (< ' ' or > '~') and not '\t') ? "a header's value is visible ASCII text"
        : null;

    /// <summary>
    /// Reads <c>Name: value</c> lines. Empty lines and those that begin with <c>#</c> count for nothing; quotes around
    /// a whole value are taken off.
    /// </summary>
    /// <exception cref="FormatException">What is wrong with which line, in words that quote nothing of it.</exception>
    public static IReadOnlyList<HeaderLine> Parse(string text)
    {
        var headers = new List<HeaderLine>();
        var number = 0;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 0 ? (line, "") : (line[..colon].TrimEnd(), Unquote(line[(colon + 1)..].Trim()));
            if ((colon < 0 ? "not a line of the form Name: value" : Problem(name, value)) is { } problem)
                throw new FormatException($"line {number}: {problem}");
            headers.Add(new HeaderLine(name, value));
        }

        return headers;
    }

    private static string Unquote(string value) =>
        value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0] ? value[1..^1] : value;
}
