using System.Globalization;
using System.Text;
using ActivityLogForwarder.Simulator.Http;

namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>Errors that pass: too many requests, and gateways in trouble.</summary>
internal static class RefusalFaults
{
    private const string Html = "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>\n";

    private static readonly FaultParameter Seconds = new("seconds", FaultValue.Number, "1", "what Retry-After says");

    public static readonly FaultKind[] All =
    [
        TooMany("429", "Some requests are answered with 429 without Retry-After.", [], (_, _) => null),
        TooMany("429-seconds", "Some requests are answered with 429 and Retry-After in seconds.", [Seconds],
            (arguments, _) => arguments.Text("seconds")),
        TooMany("429-date", "Some requests are answered with 429 and a date as Retry-After.", [Seconds],
            (arguments, exchange) => exchange.Now.AddSeconds(arguments.Number("seconds")).ToString("R", CultureInfo.InvariantCulture)),
        TooMany("429-huge", "Some requests are answered with 429 and a Retry-After of a hundred years.", [],
            (_, _) => "3153600000"),
        new("rate-limit", "More requests within one second than allowed are answered with 429 and Retry-After 1.",
            [new("requests", FaultValue.Number, "10", "how many requests a second are allowed")], RateLimit),
        Failing("400", "Some requests are answered with 400, whatever they ask for.", () => Reply.Error(400, "100", "Bad Request")),
        Failing("409", "Some requests are answered with 409.", () => Reply.Error(409, "100", "Conflict")),
        Failing("500", "Some requests are answered with 500.", () => Reply.Error(500, "100", "Internal Server Error")),
        Failing("502", "Some requests are answered with 502 and an HTML page.", () => Page(502)),
        Failing("503", "Some requests are answered with 503 and Retry-After 1.", () => Reply.Error(503, "100", "Service Unavailable").With("Retry-After", "1")),
        Failing("504", "Some requests are answered with 504 and an empty body.", () => new Reply { Status = 504, ContentType = null }),
        Failing("error-bare", "Some requests are answered with 500 and an error that lacks its members.", () => Reply.Json(500, "{}")),
        Failing("html", "Some requests are answered with 200 and an HTML page.", () => Page(200)),
        Failing("202", "Some requests are answered with 202 and an empty object.", () => Reply.Json(202, "{}")),
        Failing("204", "Some requests are answered with 204.", () => new Reply { Status = 204, ContentType = null }),
        Failing("empty-body", "Some requests are answered with 200 and an empty body.", () => new Reply { Status = 200 }),
        new("redirect", "Some requests are answered with 302 to another host.",
            [new("host", FaultValue.Text, "other.example", "the other host"), new("port", FaultValue.Number, "80", "its port"), Trigger.EveryRequest],
            arguments => Failing(new Trigger(arguments.Number("every")), exchange => new Reply { Status = 302, ContentType = null }
                .With("Location", $"http://{arguments.Text("host")}:{arguments.Number("port")}{exchange.Request.Path}{exchange.Request.QueryString}"))),
    ];

    private static FaultKind Failing(string name, string does, Func<Reply> reply) => new(
        name, does, [Trigger.EveryRequest, Trigger.Burst],
        arguments => Failing(new Trigger(arguments.Number("every"), arguments.Number("burst")), _ => reply()));

    private static RequestFault Failing(Trigger trigger, Func<Exchange, Reply> reply) =>
        new(exchange => trigger.Hits(exchange) ? reply(exchange) : null);

    private static FaultKind TooMany(string name, string does, FaultParameter[] parameters, Func<FaultArguments, Exchange, string?> retryAfter) => new(
        name, does, [.. parameters, Trigger.EveryRequest],
        arguments => Failing(Trigger.Of(arguments), exchange => TooMany(retryAfter(arguments, exchange))));

    private static Reply TooMany(string? retryAfter)
    {
        var reply = Reply.Error(429, "429", "Too many requests");
        return retryAfter is null ? reply : reply.With("Retry-After", retryAfter);
    }

    private static RequestFault RateLimit(FaultArguments arguments)
    {
        var allowed = arguments.Number("requests");
        var gate = new Lock();
        var recent = new Queue<DateTime>();
        return new RequestFault(exchange =>
        {
            lock (gate)
            {
                while (recent.TryPeek(out var oldest) && exchange.Now - oldest >= TimeSpan.FromSeconds(1))
                    recent.Dequeue();
                if (recent.Count >= allowed)
                    return TooMany("1");
                recent.Enqueue(exchange.Now);
                return null;
            }
        });
    }

    private static Reply Page(int status) => new() { Status = status, ContentType = "text/html", Body = Encoding.ASCII.GetBytes(Html) };
}
