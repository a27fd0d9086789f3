using System.Text;
using ActivityLogForwarder.Simulator.Http;
using ActivityLogForwarder.Simulator.Log;

namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>What may be wrong with hits and the envelope around them.</summary>
internal static class HitFaults
{
    public static readonly FaultKind[] All =
    [
        new("hit-members", "Hits have _index, _id, _score and sort beside _source.", new HitMembersFault()),
        new("source-null", "Further hits have null for a _source; they are no events, but count in the total.", [Trigger.EveryEvent(50)],
            arguments => new CopyFault(HitKind.NullSource, Trigger.Events(arguments, "source-null"))),
        new("source-absent", "Further hits have no _source; they are no events, but count in the total.", [Trigger.EveryEvent(50)],
            arguments => new CopyFault(HitKind.NoSource, Trigger.Events(arguments, "source-absent"))),
        new("duplicates", "Some events are listed twice, and counted twice.", [Trigger.EveryEvent(50)],
            arguments => new CopyFault(HitKind.Duplicate, Trigger.Events(arguments, "duplicates"))),
        new("twins", "Some events lack @uuid, and another one is the same to the byte.", [Trigger.EveryEvent(50)],
            arguments => (IReadOnlyList<Fault>)
            [
                new CopyFault(HitKind.Twin, Trigger.Events(arguments, "twins")),
                new EventFault(Trigger.Events(arguments, "twins"), (source, _) => source.Remove("@uuid")),
            ]),
        Envelope("hits-null", "hits.hits is null in some answers.", """{"hits":{"total":0,"hits":null}}"""),
        Envelope("hits-missing", "hits.hits is missing in some answers.", """{"hits":{"total":0}}"""),
        Envelope("empty-object", "Some answers are an empty object.", "{}"),
        Envelope("null-body", "Some answers are a JSON null.", "null"),
    ];

    private static FaultKind Envelope(string name, string does, string body) => new(name, does, [Trigger.EveryRequest], arguments =>
    {
        var trigger = Trigger.Of(arguments);
        return new ReplyFault((exchange, reply) => exchange.IsPage && trigger.Hits(exchange)
            ? reply with { Status = 200, Body = Encoding.UTF8.GetBytes(body) }
            : reply);
    });
}
