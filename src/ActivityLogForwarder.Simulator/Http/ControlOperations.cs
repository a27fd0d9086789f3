using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;
using ActivityLogForwarder.Simulator.Faults;
using Microsoft.AspNetCore.Http;

namespace ActivityLogForwarder.Simulator.Http;

/// <summary>
/// What lies under <c>/simulator/</c>, for tests beside the simulator's process: <c>GET events?contract=N</c>,
/// <c>GET requests</c>, <c>GET faults</c>, <c>POST faults?enable=LIST&amp;disable=NAMES</c> (<c>disable=all</c>: all). No fault
/// disturbs it.
/// </summary>
internal sealed class ControlOperations(Simulation simulation)
{
    public const string Path = "/simulator/";

    public async Task AnswerAsync(HttpContext context, string operation)
    {
        var now = simulation.Options.TimeProvider.GetUtcNow().UtcDateTime;
        var isGet = HttpMethods.IsGet(context.Request.Method);
        if (context.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address))
            await ReplySender.SendAsync(context, Reply.Error(403, "309", "Only from this machine"), now).ConfigureAwait(false);
        else if (isGet && operation == "events")
            await WriteEventsAsync(context, now).ConfigureAwait(false);
        else
            await ReplySender.SendAsync(context, Answer(context, operation, isGet), now).ConfigureAwait(false);
    }

    private Reply Answer(HttpContext context, string operation, bool isGet) => (operation, isGet) switch
    {
        ("requests", true) => Written(WriteRequests),
        ("faults", true) => Written(WriteFaults),
        ("faults", false) when HttpMethods.IsPost(context.Request.Method) => Switch(context.Request.Query),
        _ => Reply.Error(404, "309", "There are events, requests and faults"),
    };

    private async Task WriteEventsAsync(HttpContext context, DateTime now)
    {
        if (simulation.Events(context.Request.Query["contract"].ToString()) is not { } events)
        {
            await ReplySender.SendAsync(context, Reply.Error(404, "309", "There is no such contract"), now).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = "application/x-ndjson";
        var line = new ArrayBufferWriter<byte>(64 * 1024);
        foreach (var logged in events)
        {
            using (var json = new Utf8JsonWriter(line))
            {
                json.WriteStartObject();
                json.WriteString("id", logged.Id);
                json.WriteString("time", logged.Time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                json.WriteBoolean("hidden", logged.IsHidden);
                json.WriteEndObject();
            }

            line.Write("\n"u8);
            if (line.WrittenCount < 60 * 1024)
                continue;
            await context.Response.Body.WriteAsync(line.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
            line.ResetWrittenCount();
        }

        await context.Response.Body.WriteAsync(line.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }

    private Reply Switch(IQueryCollection query)
    {
        var disable = query["disable"].ToString();
        if (!FaultSet.TryParse(query["enable"].ToString(), out var settings, out var error)
            || (disable != "all" && !FaultSet.TryParse(disable, out _, out error)))
            return Reply.Error(400, "110", JsonEncodedText.Encode(error).ToString());
        if (disable.Length > 0)
            simulation.Faults.Disable(disable == "all" ? "" : disable);
        simulation.Faults.Enable(settings);
        return Written(WriteFaults);
    }

    private void WriteRequests(Utf8JsonWriter json)
    {
        var log = simulation.Requests;
        json.WriteStartObject();
        json.WriteNumber("total", log.Total);
        json.WriteStartObject("counts");
        foreach (var contract in log.Counts.GroupBy(count => count.Key.Contract).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(contract.Key);
            foreach (var count in contract.OrderBy(count => count.Key.Kind))
                json.WriteNumber(JsonNamingPolicy.CamelCase.ConvertName(count.Key.Kind.ToString()), count.Value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("statuses");
        foreach (var status in log.Statuses)
            json.WriteNumber(status.Key.ToString(CultureInfo.InvariantCulture), status.Value);
        json.WriteEndObject();
        json.WriteStartArray("recent");
        foreach (var request in log.Recent)
        {
            json.WriteStartObject();
            json.WriteString("time", request.Time);
            json.WriteString("path", request.Path);
            json.WriteString("query", request.Query);
            json.WriteNumber("status", request.Status);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteFaults(Utf8JsonWriter json)
    {
        var enabled = simulation.Faults.Enabled;
        json.WriteStartArray();
        foreach (var kind in FaultTable.All)
        {
            json.WriteStartObject();
            json.WriteString("name", kind.Name);
            json.WriteBoolean("enabled", enabled.Contains(kind.Name));
            json.WriteString("does", kind.Does);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static Reply Written(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
            write(json);
        return new Reply { Status = 200, Body = bytes.WrittenMemory };
    }
}
