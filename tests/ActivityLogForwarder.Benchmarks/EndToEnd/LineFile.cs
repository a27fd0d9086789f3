using System.Globalization;
using System.Text.Json;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>The same events as lines of a file, for peers that cannot read the API.</summary>
internal static class LineFile
{
    /// <summary>Writes the newest events of the contract, unless the file is there already.</summary>
    /// <returns>The file and how many lines it has.</returns>
    public static async Task<(string Path, long Count)> WriteAsync(BenchOptions options, Uri api, long count)
    {
        var path = Path.Combine(options.Folder, string.Create(CultureInfo.InvariantCulture, $"events-{count}.jsonl"));
        if (File.Exists(path))
            return (path, File.ReadLines(path).LongCount());
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "bench");
        var lines = 0L;
        await using var file = File.Create(path);
        var end = DateTime.Parse(Simulator.End, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
        for (var minute = end.AddMinutes(-1); lines < count; minute = minute.AddMinutes(-1))
        {
            for (int offset = 0, total = 1; offset < total; offset += 1000)
            {
                using var page = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri(api, string.Create(
                    CultureInfo.InvariantCulture,
                    $"activitylog/v1/contracts/31990001?dateStart={minute:yyyy-MM-ddTHH:mm:ssZ}&dateEnd={minute.AddMinutes(1):yyyy-MM-ddTHH:mm:ssZ}&offset={offset}&limit=1000"))).ConfigureAwait(false));
                var hits = page.RootElement.GetProperty("hits");
                total = hits.GetProperty("total").GetInt32();
                foreach (var hit in hits.GetProperty("hits").EnumerateArray())
                {
                    file.Write(System.Text.Encoding.UTF8.GetBytes(hit.GetProperty("_source").GetRawText()));
                    file.WriteByte((byte)'\n');
                    lines++;
                }
            }
        }

        return (path, lines);
    }
}
