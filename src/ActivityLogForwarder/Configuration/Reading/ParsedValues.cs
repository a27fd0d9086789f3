using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ActivityLogForwarder.Configuration.Reading;

/// <summary>
/// The values of a group of which some may have failed to parse. Asking for one of those ends the check that asks
/// (<see cref="Attempt"/>), so that every check concludes only from what was read.
/// </summary>
internal sealed class ParsedValues(IReadOnlyDictionary<string, object?> values, IReadOnlySet<string> failed)
    : IReadOnlyDictionary<string, object?>
{
    /// <summary>Runs a check up to its end or to its first question about a value that was not read.</summary>
    public static void Attempt(Action check)
    {
        try
        {
            check();
        }
        catch (NotReadException)
        {
            // The value's own error has been reported; what this check would say rests on it.
        }
    }

    public int Count => values.Count;

    public IEnumerable<string> Keys => values.Keys;

    public IEnumerable<object?> Values => values.Values;

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    public bool ContainsKey(string key) => values.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value) =>
        failed.Contains(key) ? throw new NotReadException() : values.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

#pragma warning disable CA1064, CA1032 // It never leaves this class.
    private sealed class NotReadException : Exception;
#pragma warning restore CA1064, CA1032
}
