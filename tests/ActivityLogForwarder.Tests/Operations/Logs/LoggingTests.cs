using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Logs;
using Microsoft.Extensions.Logging;

namespace ActivityLogForwarder.Tests.Operations.Logs;

public sealed class LoggingTests
{
    private const string Evil = "x\n2026-11-22T03:00:00.000Z INF forged\u001b[2J\u202e\r\u2028";

    [Fact]
    public void A_text_line_has_time_level_category_and_message()
    {
        var line = Assert.Single(Lines(LogFormat.Text, log => log.LogWarning("Sink {Sink} took {Count} of {Contract}", "siem", 3, "31999999")));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z WRN Pump: Sink siem took 3 of 31999999$", line);
    }

    [Fact]
    public void A_json_line_is_one_object_with_the_values_beside_the_message()
    {
        var line = Assert.Single(Lines(LogFormat.Json, log => log.LogInformation("Sink {Sink} took {Count}, {Ok}", "siem", 3, true)));
        var root = JsonDocument.Parse(line).RootElement;
        Assert.Equal("info", root.GetProperty("level").GetString());
        Assert.Equal("ActivityLogForwarder.Core.Pump", root.GetProperty("category").GetString());
        Assert.Equal("Sink siem took 3, true", root.GetProperty("message").GetString());
        Assert.Equal("siem", root.GetProperty("Sink").GetString());
        Assert.Equal(3, root.GetProperty("Count").GetInt32());
        Assert.True(root.GetProperty("Ok").GetBoolean());
    }

    [Theory]
    [InlineData(LogFormat.Text)]
    [InlineData(LogFormat.Json)]
    public void No_value_can_forge_a_line_or_steer_the_terminal(LogFormat format)
    {
        var lines = Lines(format, log => log.LogError(
            new InvalidOperationException(Evil, new IOException(Evil)), "Failed {Where} {More}", Evil, new[] { Evil }));
        var line = Assert.Single(lines);
        Assert.DoesNotContain(line, character => char.IsControl(character) || character is '\u202e' or '\u2028');
        if (format == LogFormat.Json)
            Assert.Contains(Evil, JsonDocument.Parse(line).RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogFormat.Text)]
    [InlineData(LogFormat.Json)]
    public void No_secret_is_written_wherever_it_stands(LogFormat format)
    {
        const string Token = "t0k+en\"<&>/";
        var redaction = new Redaction();
        redaction.Add(Secret.FromText(Token));
        var line = Assert.Single(Lines(
            format, log => log.LogError(new IOException("echo " + Token), "Asked {Url} " + Token, "https://h/?t=" + Token), redaction: redaction));
        Assert.DoesNotContain("t0k", line, StringComparison.Ordinal);
        Assert.Contains(Redaction.Mask, line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_warning_names_its_causes_without_their_stacks()
    {
        var line = Assert.Single(Lines(LogFormat.Text, log => log.LogWarning(new IOException("outer", new TimeoutException("inner")), "Failed")));
        Assert.EndsWith("Failed | IOException: outer <- TimeoutException: inner", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_are_written_in_utc_as_rfc_3339()
    {
        var line = Assert.Single(Lines(LogFormat.Text, log => log.LogInformation("Cursor {Cursor}", Status.Now)));
        Assert.EndsWith("Cursor 2026-11-22T03:00:00Z", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel")]
    [InlineData("System.Net.Http.HttpClient")]
    public void Frameworks_are_heard_from_warnings_on(string category)
    {
        var lines = Lines(
            LogFormat.Text,
            log =>
            {
                log.LogInformation("noise");
                log.LogWarning("news");
            },
            LogLevel.Debug, category);
        Assert.EndsWith("news", Assert.Single(lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LogLevel.Debug, 2)]
    [InlineData(LogLevel.Warning, 1)]
    [InlineData(LogLevel.Error, 0)]
    [InlineData(LogLevel.None, 0)]
    public void Only_what_reaches_the_level_is_written(LogLevel level, int expected)
    {
        var lines = Lines(
            LogFormat.Text,
            log =>
            {
                log.LogDebug("detail");
                log.LogWarning("news");
            },
            level);
        Assert.Equal(expected, lines.Length);
    }

    private static string[] Lines(
        LogFormat format, Action<ILogger> log, LogLevel level = LogLevel.Information,
        string category = "ActivityLogForwarder.Core.Pump", Redaction? redaction = null)
    {
        using var writer = new StringWriter();
        using (var factory = Logging.Create(level, format, redaction ?? new Redaction(), writer))
            log(factory.CreateLogger(category));
        return writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
