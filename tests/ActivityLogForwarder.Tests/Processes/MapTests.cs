using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Simulator;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary><c>map</c> in a pipe: one record out for every event in.</summary>
public sealed class MapTests
{
    // Whatever a fault makes of the events, each is one.
    private const string OddEvents = "types,hit-members,odd-param,odd-resources,odd-action,odd-principal,odd-text,time-formats,time-missing,time-unparsable,unknown-members,long-numbers";

    [Theory]
    [InlineData("ecs")]
    [InlineData("raw")]
    public async Task Pages_and_lines_become_one_record_an_event(string format)
    {
        await using var api = await ActivityLogSimulator.StartAsync(new SimulatorOptions { Events = 1500, Faults = ActivityLogForwarder.Simulator.Faults.FaultSet.Parse(OddEvents) });
        var pages = new StringBuilder();
        var lines = new StringBuilder();
        for (var offset = 0; offset < 1500; offset += 500)
        {
            var page = await PageAsync(api, offset, 500);
            pages.Append(page).Append('\n');
            using var document = JsonDocument.Parse(page);
            foreach (var hit in document.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray())
                lines.Append(hit.GetProperty("_source").GetRawText().ReplaceLineEndings(" ")).Append('\n');
        }

        var fromPages = await MapAsync(["--to", format, "--contract", api.Contracts[0]], pages.ToString());
        var fromLines = await MapAsync(["--to", format, "--contract", api.Contracts[0]], lines.ToString());
        foreach (var finished in (Finished[])[fromPages, fromLines])
        {
            Assert.Equal((0, "", 1500), (finished.ExitCode, finished.Errors, finished.OutputLines.Length));
            Assert.All(finished.OutputLines, line => JsonDocument.Parse(line).Dispose());
        }

        if (format == "raw")
            Assert.Equal(api.Events(api.Contracts[0]).Select(logged => logged.Id).Order(), fromPages.OutputLines.Select(Id).Order());
    }

    [Fact]
    public async Task What_is_no_JSON_ends_it_after_the_events_before()
    {
        var finished = await MapAsync(["--to", "raw"], "{\"@uuid\":\"a\",\"meta\":{}}\nHTTP 502 Bad Gateway\n");
        Assert.Equal(2, finished.ExitCode);
        Assert.Contains("\"ionos_event_id\":\"a\"", Assert.Single(finished.OutputLines), StringComparison.Ordinal);
        Assert.Single(finished.ErrorLines);
    }

    [Fact]
    public async Task A_file_is_read_as_well()
    {
        using var folder = new Sinks.File.TemporaryFolder();
        File.WriteAllText(folder.File("page.json"), """{"hits":{"total":1,"hits":[{"_source":{"@uuid":"b"}}]}}""");
        var finished = await ForwarderProcess.RunAsync("map", "--to", "raw", folder.File("page.json"));
        Assert.Equal("""{"@uuid":"b","ionos_event_id":"b","ionos_contract":""}""", Assert.Single(finished.OutputLines));
    }

    [Fact]
    public async Task A_reader_that_has_seen_enough_ends_it_quietly()
    {
        using var folder = new Sinks.File.TemporaryFolder();
        var program = string.Join(' ', ProgramStart.Command.Select(word => $"'{word}'"));
        // The input never ends by itself: the program must.
        var script = $"yes '{{\"@uuid\":\"a\"}}' 2> '{folder.File("yes")}' | {{ {program} map --to ecs 2> '{folder.File("err")}'; echo $? > '{folder.File("code")}'; }} | head -n 1";
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", script]) { RedirectStandardOutput = true })!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = await shell.StandardOutput.ReadToEndAsync(deadline.Token);
        await shell.WaitForExitAsync(deadline.Token);
        Assert.StartsWith("{", Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.Equal(("", "0\n"), (File.ReadAllText(folder.File("err")), File.ReadAllText(folder.File("code"))));
    }

    private static async Task<string> PageAsync(ActivityLogSimulator api, int offset, int limit)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "any");
        var now = TimeProvider.System.GetUtcNow();
        return await client.GetStringAsync(new Uri(
            api.Url, $"activitylog/v1/contracts/{api.Contracts[0]}?dateStart={now.AddDays(-2):yyyy-MM-dd}&dateEnd={now.AddDays(1):yyyy-MM-dd}&offset={offset}&limit={limit}"));
    }

    private static async Task<Finished> MapAsync(string[] arguments, string input)
    {
        await using var process = ForwarderProcess.Start(["map", .. arguments]);
        await process.Input.WriteAsync(Encoding.UTF8.GetBytes(input));
        process.Input.Close();
        return await process.FinishAsync();
    }

    private static string Id(string record)
    {
        using var document = JsonDocument.Parse(record);
        return document.RootElement.GetProperty("ionos_event_id").GetString()!;
    }
}
