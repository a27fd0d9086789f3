using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>
/// Answers <c>_bulk</c> requests as Elasticsearch does when all is well: one item per pair of lines, each with status
/// 201, and as detailed as <c>filter_path</c> asks for. Bodies come with a length or in chunks.
/// </summary>
internal sealed class BulkReceiver : TcpReceiver
{
    private static readonly byte[] Short = """{"create":{"status":201}},"""u8.ToArray();

    // What Elasticsearch says without filter_path; the id's length is a usual one.
    private static readonly byte[] Long = Encoding.UTF8.GetBytes(
        """{"create":{"_index":".ds-logs-ionos.activity-default-2026.11.22-000001","_id":"31990001:d1e49bb2-a695-4cdb-90f4-db760eaa3088","_version":1,"result":"created","_shards":{"total":2,"successful":1,"failed":0},"_seq_no":1234567,"_primary_term":1,"status":201}},""");

    // What a collector says that takes one event a line, Splunk's included.
    private static readonly byte[] Taken =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 27\r\n\r\n{\"text\":\"Success\",\"code\":0}"u8.ToArray();

    protected override async Task ServeAsync(NetworkStream stream, CancellationToken stop)
    {
        var input = new HttpInput(stream);
        while (await input.ReadHeadAsync(stop).ConfigureAwait(false) is { } head)
        {
            if (head.ExpectsContinue)
                await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), stop).ConfigureAwait(false);
            var lines = await input.CountLinesAsync(head, stop).ConfigureAwait(false);
            if (head.Target.Contains("/_bulk", StringComparison.Ordinal))
            {
                await stream.WriteAsync(Answer(lines / 2, head.Target.Contains("filter_path=", StringComparison.Ordinal)), stop).ConfigureAwait(false);
                Received(lines / 2);
            }
            else
            {
                await stream.WriteAsync(Taken, stop).ConfigureAwait(false);
                Received(lines);
            }
        }
    }

    private static byte[] Answer(int items, bool isFiltered)
    {
        var item = isFiltered ? Short : Long;
        var start = isFiltered ? """{"errors":false,"items":["""u8 : """{"took":5,"errors":false,"items":["""u8;
        var length = start.Length + Math.Max(0, (items * item.Length) - 1) + 2;
        var head = Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\nX-elastic-product: Elasticsearch\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"));
        var answer = new byte[head.Length + length];
        head.CopyTo(answer, 0);
        start.CopyTo(answer.AsSpan(head.Length));
        for (int i = 0, at = head.Length + start.Length; i < items; i++, at += item.Length)
            item.CopyTo(answer, at);
        "]}"u8.CopyTo(answer.AsSpan(answer.Length - 2));
        return answer;
    }
}
