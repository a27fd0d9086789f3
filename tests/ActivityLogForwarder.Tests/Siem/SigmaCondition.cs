using System.Text.RegularExpressions;

namespace ActivityLogForwarder.Tests.Siem;

/// <summary>The condition of a Sigma rule: <c>and</c>, <c>or</c>, <c>not</c>, parentheses, <c>1 of</c> and <c>all of</c>.</summary>
internal sealed partial class SigmaCondition(string condition, IReadOnlyDictionary<string, bool> selections)
{
    private readonly string[] _words = [.. Word().Matches(condition).Select(match => match.Value)];
    private int _next;

    private string? Next => _next < _words.Length ? _words[_next] : null;

    public bool Evaluate()
    {
        var result = Or();
        return Next is null ? result : throw new FormatException($"The condition '{condition}' goes on with {Next}.");
    }

    // Both sides are always looked at, so that a wrong name never passes.
    private bool Or()
    {
        var result = And();
        while (Take("or"))
            result |= And();
        return result;
    }

    private bool And()
    {
        var result = Not();
        while (Take("and"))
            result &= Not();
        return result;
    }

    private bool Not() => Take("not") ? !Not() : One();

    private bool One()
    {
        if (Take("("))
        {
            var result = Or();
            return Take(")") ? result : throw new FormatException($"The condition '{condition}' lacks a parenthesis.");
        }

        if (_next + 2 < _words.Length && _words[_next + 1] == "of")
        {
            var (quantity, pattern) = (_words[_next], _words[_next + 2]);
            _next += 3;
            var meant = selections.Where(selection => pattern == "them" || Regex.IsMatch(selection.Key, $"^{pattern.Replace("*", ".*", StringComparison.Ordinal)}$")).ToList();
            Assert.NotEmpty(meant);
            return quantity == "all" ? meant.TrueForAll(selection => selection.Value) : meant.Exists(selection => selection.Value);
        }

        return selections[_words[_next++]];
    }

    private bool Take(string word)
    {
        if (Next != word)
            return false;
        _next++;
        return true;
    }

    [GeneratedRegex(@"[\w*]+|[()]")]
    private static partial Regex Word();
}
