using System.IO.Compression;
using ActivityLogForwarder.Simulator.Http;

namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>What may happen to a good answer on its way.</summary>
internal static class TransportFaults
{
    public static readonly FaultKind[] All =
    [
        Changing("cut-off", "Some answers end half-way through their JSON.", (reply, _) => reply with { Body = reply.Body[..(reply.Body.Length / 2)] }),
        Changing("wrong-type", "Some answers are JSON, but called text/plain in another character set.", (reply, _) => reply with { ContentType = "text/plain; charset=iso-8859-1" }),
        Changing("bom", "Some answers begin with a byte order mark.", (reply, _) => reply with { Body = (byte[])[0xEF, 0xBB, 0xBF, .. reply.Body.Span] }),
        Changing("gzip", "Some answers are compressed with gzip, asked for or not.", (reply, _) => Compressed(reply)),
        Changing("reset", "Some connections are reset half-way through the answer.", (reply, _) => reply with { IsReset = true }),
        Slow("drip", "Some answers come slowly, in small pieces.", (reply, time) => reply with { Drip = time }),
        Slow("hang", "Some answers begin late.", (reply, time) => reply with { Delay = time }),
    ];

    private static FaultKind Changing(string name, string does, Func<Reply, FaultArguments, Reply> change, params FaultParameter[] parameters) => new(
        name, does, [.. parameters, Trigger.EveryRequest], arguments =>
        {
            var trigger = Trigger.Of(arguments);
            return new ReplyFault((exchange, reply) => trigger.Hits(exchange) ? change(reply, arguments) : reply);
        });

    private static FaultKind Slow(string name, string does, Func<Reply, TimeSpan, Reply> change) => Changing(
        name, does, (reply, arguments) => change(reply, arguments.Duration("time")),
        new FaultParameter("time", FaultValue.Duration, "60s", "how long it takes"));

    private static Reply Compressed(Reply reply)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(reply.Body.Span);
        return (reply with { Body = compressed.ToArray() }).With("Content-Encoding", "gzip");
    }
}
