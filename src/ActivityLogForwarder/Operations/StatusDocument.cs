using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations.Metrics;

namespace ActivityLogForwarder.Operations;

/// <summary>
/// The status as one JSON document, for <c>/api/status</c> and <c>status --json</c>. Members are only ever added.
/// Strings are escaped so far that the document is safe on a terminal.
/// </summary>
public static class StatusDocument
{
    public static string Write(ForwarderStatus status)
    {
        var reasons = Readiness.Reasons(status);
        return Document(json =>
        {
            json.WriteString("version", ProcessMetrics.Version);
            json.WriteString("now", Window.Format(status.Now));
            WriteTime(json, "lastTick", status.LastTick);
            WriteReasons(json, reasons);
            json.WriteNumber("stateBytes", status.StateBytes);
            WriteArray(json, "accounts", status.Accounts, WriteAccount);
            WriteArray(json, "contracts", status.Contracts, WriteContract);
            WriteArray(json, "lanes", status.Lanes, (writer, lane) => WriteLane(writer, lane, status.Now));
        });
    }

    /// <summary>The answer of <c>/readyz</c>.</summary>
    public static string WriteReadiness(IReadOnlyList<NotReady> reasons) => Document(json => WriteReasons(json, reasons));

    private static void WriteReasons(Utf8JsonWriter json, IReadOnlyList<NotReady> reasons)
    {
        json.WriteBoolean("ready", reasons.Count == 0);
        WriteArray(json, "reasons", reasons, static (writer, reason) =>
        {
            writer.WriteString("account", reason.Account);
            writer.WriteString("contract", reason.Contract);
            writer.WriteString("sink", reason.Sink);
            writer.WriteString("why", reason.Why);
        });
    }

    private static void WriteAccount(Utf8JsonWriter json, AccountStatus account)
    {
        json.WriteString("account", account.Account);
        WriteTime(json, "credentialExpires", account.CredentialExpires);
        json.WriteString("lastError", account.LastError);
    }

    private static void WriteContract(Utf8JsonWriter json, ContractStatus contract)
    {
        json.WriteString("account", contract.Account);
        json.WriteString("contract", contract.Contract);
        WriteTime(json, "lastPoll", contract.LastPoll);
        WriteTime(json, "lastEvent", contract.LastEvent);
        json.WriteNumber("openGaps", contract.OpenGaps);
        json.WriteString("lastError", contract.LastError);
    }

    private static void WriteLane(Utf8JsonWriter json, LaneStatus lane, DateTime now)
    {
        json.WriteString("account", lane.Account);
        json.WriteString("contract", lane.Contract);
        json.WriteString("sink", lane.Sink);
        json.WriteString("cursor", Window.Format(lane.Cursor));
        json.WriteNumber("lagSeconds", Math.Floor(lane.Lag(now).TotalSeconds));
        json.WriteNumber("expectedLagSeconds", Math.Floor(lane.ExpectedLag.TotalSeconds));
        json.WriteNumber("delivered", lane.Delivered);
        json.WriteNumber("deadLetters", lane.DeadLetters);
        json.WriteBoolean("held", lane.IsHeld);
        json.WriteBoolean("confirmed", lane.IsConfirmed);
        json.WriteBoolean("orphaned", lane.IsOrphaned);
        json.WriteString("lastError", lane.LastError);
        WriteTime(json, "lastErrorAt", lane.LastErrorAt);
        if (lane.Missing is { } missing)
            json.WriteNumber("missing", missing);
        else
            json.WriteNull("missing");
        if (lane.PerMinute is { } rate)
            json.WriteNumber("perMinute", Math.Round(rate, 1));
        else
            json.WriteNull("perMinute");
    }

    private static string Document(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> members)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            members(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTime? time) =>
        json.WriteString(name, time is null ? null : Window.Format(time.Value));
}
