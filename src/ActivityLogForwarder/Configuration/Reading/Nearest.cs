namespace ActivityLogForwarder.Configuration.Reading;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Nearest
{
    /// <summary>The word nearest to the text, ignoring case; null if none is near.</summary>
    public static string? To(string text, IEnumerable<string> words)
    {
        if (text.Length > 40)
            return null;
        var best = words
            .Select(word => (Word: word, Distance: Distance(text.ToLowerInvariant(), word.ToLowerInvariant())))
            .OrderBy(candidate => candidate.Distance)
            .FirstOrDefault();
        return best.Word is not null && best.Distance <= Math.Max(1, Math.Min(text.Length, best.Word.Length) / 3)
            ? best.Word
            : null;
    }

    /// <summary>"did you mean …?" where a word is near, else all of them.</summary>
    public static string Cure(string text, IReadOnlyCollection<string> words) =>
        To(text, words) is { } near ? $"did you mean '{near}'?" : $"known are {string.Join(", ", words)}";

    // Optimal string alignment: insertions, deletions, substitutions and swapped neighbours count one each.
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(substituted, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
