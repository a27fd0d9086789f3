using System.Text.Json;

namespace ActivityLogForwarder.Benchmarks.Micro;

/// <summary>Reading JSON without doing anything with it: the least that any program does with events.</summary>
internal static class BarePass
{
    /// <summary>Reads every token of a page.</summary>
    /// <returns>How many there are.</returns>
    public static long Over(byte[] page)
    {
        var reader = new Utf8JsonReader(page, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var tokens = 0L;
        while (reader.Read())
            tokens++;
        return tokens;
    }
}
