using System.Net;
using System.Text.Json;

namespace ActivityLogForwarder.Tests.Simulator;

/// <summary>Who is let in, and which requests fail, under each fault.</summary>
internal static class AccessFaultChecks
{
    public static readonly Dictionary<string, Func<Bench, Task>> All = new()
    {
        ["401"] = bench => ThirdFailsAsync(bench, "401", 401),
        ["token-expires"] = async bench =>
        {
            bench.Simulator.Faults.Enable("token-expires=2:token=fresh");
            await StatusesAsync(bench, 200, 200, 401, 401);
            Assert.Equal(HttpStatusCode.Unauthorized, (await bench.ContractsAsync()).Status);
            bench.Authorization = "Bearer fresh";
            await StatusesAsync(bench, 200, 200);
        },
        ["basic-refused"] = async bench =>
        {
            bench.Simulator.Faults.Enable("basic-refused");
            await StatusesAsync(bench, 200);
            bench.Authorization = "Basic dXNlcjpwYXNz";
            await StatusesAsync(bench, 401);
        },
        ["403-contract"] = bench => OneContractAsync(bench, "403-contract", HttpStatusCode.Forbidden),
        ["404-contract"] = bench => OneContractAsync(bench, "404-contract", HttpStatusCode.NotFound),
        ["contract-header"] = async bench =>
        {
            bench.Simulator.Faults.Enable("contract-header");
            Assert.Equal(HttpStatusCode.OK, (await bench.PageAsync("", "31990001")).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await bench.PageAsync("", "31990002")).Status);
            Assert.Equal(HttpStatusCode.OK, (await bench.GetAsync("activitylog/v1/contracts/31990002", header: "31990002")).Status);
        },
        ["contracts-empty"] = async bench =>
        {
            bench.Simulator.Faults.Enable("contracts-empty");
            Assert.Equal("[]", (await bench.ContractsAsync()).Text);
        },
        ["contracts-403"] = async bench =>
        {
            bench.Simulator.Faults.Enable("contracts-403");
            Assert.Equal(HttpStatusCode.Forbidden, (await bench.ContractsAsync()).Status);
            await StatusesAsync(bench, 200);
        },
        ["contracts-repeated"] = async bench =>
        {
            bench.Simulator.Faults.Enable("contracts-repeated");
            Assert.Equal(
                [31990001, 31990002, 31990001, 31990002],
                (await bench.ContractsAsync()).Json.EnumerateArray().Select(contract => contract.GetProperty("id").GetInt64()));
        },
        ["429"] = async bench => Assert.False((await ThirdFailsAsync(bench, "429", 429)).Response.Headers.Contains("Retry-After")),
        ["429-seconds"] = async bench => Assert.Equal(TimeSpan.FromSeconds(7), (await ThirdFailsAsync(bench, "429-seconds=7", 429)).Response.Headers.RetryAfter!.Delta),
        ["429-date"] = async bench => Assert.Equal(Bench.Start.AddSeconds(7), (await ThirdFailsAsync(bench, "429-date=7", 429)).Response.Headers.RetryAfter!.Date),
        ["429-huge"] = async bench => Assert.Equal(["3153600000"], (await ThirdFailsAsync(bench, "429-huge", 429)).Response.Headers.NonValidated["Retry-After"]),
        ["rate-limit"] = async bench =>
        {
            bench.Simulator.Faults.Enable("rate-limit=2");
            await StatusesAsync(bench, 200, 200, 429, 429);
            bench.Time.Advance(TimeSpan.FromSeconds(1));
            await StatusesAsync(bench, 200, 200, 429);
        },
        ["400"] = bench => ThirdFailsAsync(bench, "400", 400),
        ["409"] = bench => ThirdFailsAsync(bench, "409", 409),
        ["500"] = async bench =>
        {
            await ThirdFailsAsync(bench, "500", 500);
            bench.Simulator.Faults.Enable("500=5:burst=2");
            await StatusesAsync(bench, 200, 200, 200, 500, 500, 200, 200, 200, 500, 500);
            bench.Simulator.Faults.Enable("500=always");
            await StatusesAsync(bench, 500, 500, 500);
        },
        ["502"] = async bench => Assert.StartsWith("<!DOCTYPE html>", (await ThirdFailsAsync(bench, "502", 502)).Text, StringComparison.Ordinal),
        ["503"] = async bench => Assert.Equal(TimeSpan.FromSeconds(1), (await ThirdFailsAsync(bench, "503", 503)).Response.Headers.RetryAfter!.Delta),
        ["504"] = async bench => Assert.Empty((await ThirdFailsAsync(bench, "504", 504)).Body),
        ["error-bare"] = async bench => Assert.Equal("{}", (await ThirdFailsAsync(bench, "error-bare", 500)).Text),
        ["html"] = async bench =>
        {
            var answer = await ThirdFailsAsync(bench, "html", 200);
            Assert.Equal("text/html", answer.Response.Content.Headers.ContentType!.MediaType);
            Assert.ThrowsAny<JsonException>(() => answer.Json);
        },
        ["202"] = async bench => Assert.Equal("{}", (await ThirdFailsAsync(bench, "202", 202)).Text),
        ["204"] = bench => ThirdFailsAsync(bench, "204", 204),
        ["empty-body"] = async bench => Assert.Empty((await ThirdFailsAsync(bench, "empty-body", 200)).Body),
        ["redirect"] = async bench => Assert.Equal(
            "http://evil.example:8080/activitylog/v1/contracts/31990001?limit=3",
            (await ThirdFailsAsync(bench, "redirect=evil.example:port=8080", 302)).Response.Headers.Location!.ToString()),
    };

    /// <summary>Of every three requests of a contract the last fails; those of another contract are counted by themselves.</summary>
    private static async Task<Answer> ThirdFailsAsync(Bench bench, string fault, int status)
    {
        const string Query = "limit=3";
        var good = await bench.PageAsync(Query);
        bench.Simulator.Faults.Enable(fault);
        await bench.PageAsync(Query, "31990002");
        Assert.Equal(good.Text, (await bench.PageAsync(Query)).Text);
        Assert.Equal(good.Text, (await bench.PageAsync(Query)).Text);
        var failed = await bench.PageAsync(Query);
        Assert.Equal(status, (int)failed.Status);
        Assert.Equal(good.Text, (await bench.PageAsync(Query)).Text);
        return failed;
    }

    private static async Task StatusesAsync(Bench bench, params int[] expected)
    {
        foreach (var status in expected)
            Assert.Equal(status, (int)(await bench.PageAsync()).Status);
    }

    private static async Task OneContractAsync(Bench bench, string fault, HttpStatusCode status)
    {
        bench.Simulator.Faults.Enable(fault);
        Assert.Equal(status, (await bench.PageAsync("", "31990001")).Status);
        Assert.Equal(HttpStatusCode.OK, (await bench.PageAsync("", "31990002")).Status);
        bench.Simulator.Faults.Enable(fault + "=31990002");
        Assert.Equal(HttpStatusCode.OK, (await bench.PageAsync("", "31990001")).Status);
        Assert.Equal(status, (await bench.PageAsync("", "31990002")).Status);
    }
}
