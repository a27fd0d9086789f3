using System.Globalization;
using System.Text.RegularExpressions;

namespace ActivityLogForwarder.Tests.Monitoring;

/// <summary>What <c>/metrics</c> answered, as Prometheus would store it.</summary>
/// <param name="Samples">By series, with the labels of the target: empty where it did not answer.</param>
/// <param name="Time">When, in seconds since 1970.</param>
internal sealed partial record Scrape(string Text, IReadOnlyDictionary<string, double> Samples, double Time)
{
    public const string Target = "instance=\"forwarder:8080\",job=\"alf\"";

    /// <summary>Asks a forwarder; one that does not answer is down.</summary>
    public static async Task<Scrape> OfAsync(Uri forwarder)
    {
        using var client = new HttpClient();
        var now = (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
        try
        {
            return Of(await client.GetStringAsync(new Uri(forwarder, "/metrics")), now);
        }
        catch (HttpRequestException)
        {
            return new Scrape("", new Dictionary<string, double> { [$"up{{{Target}}}"] = 0 }, now);
        }
    }

    /// <summary>The sample of the first series that begins so; 0 where there is none.</summary>
    public double Value(string series) => Samples.FirstOrDefault(sample => sample.Key.StartsWith(series, StringComparison.Ordinal)).Value;

    public static Scrape Of(string text, double time)
    {
        var samples = new Dictionary<string, double> { [$"up{{{Target}}}"] = 1 };
        foreach (Match sample in Sample().Matches(text))
        {
            var labels = sample.Groups[2].Success ? sample.Groups[2].Value + "," : "";
            samples.Add($"{sample.Groups[1].Value}{{{labels}{Target}}}", double.Parse(sample.Groups[3].Value, CultureInfo.InvariantCulture));
        }

        return new Scrape(text, samples, time);
    }

    [GeneratedRegex(@"^([a-z]\w*)(?:\{(.*)\})? (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
