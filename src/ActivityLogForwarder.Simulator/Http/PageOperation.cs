using System.Text;
using ActivityLogForwarder.Simulator.Activities;
using ActivityLogForwarder.Simulator.Log;

namespace ActivityLogForwarder.Simulator.Http;

/// <summary><c>GET /activitylog/v1/contracts/{contractNumber}</c>.</summary>
internal static class PageOperation
{
    public static Reply Answer(Exchange exchange, ContractLog log, KeptHits kept, PageQuery asked)
    {
        var faults = exchange.Faults;
        var query = faults.Queries.Aggregate(asked, (query, fault) => fault.Change(query));
        if (query.Refusal is { } refusal)
            return refusal;
        var isBeyond = query.Offset + query.Limit > query.Window;
        if (isBeyond && query.BeyondWindow is { } beyond)
            return beyond;

        var call = log.NextCall();
        foreach (var fault in faults.Reads)
            fault.Read(log, exchange.Now);
        var view = new LogView(log, faults, exchange.Now);
        var hits = view.Search(query.Start, query.End, query.Offset, call);
        var total = faults.Totals.Aggregate(new Total(hits.Count), (total, fault) => fault.Change(total, call));
        var last = isBeyond ? 0 : Math.Min(hits.Count, query.Offset + query.Limit);

        var page = new Utf8Page();
        page.Append("{\"hits\":{"u8);
        WriteTotal(page, total);
        page.Append("\"hits\":["u8);
        if (faults.ChangesHits || hits.Newest is not { } newest || !kept.TryWrite(page, log, newest - query.Offset, last - query.Offset))
            WriteHits(page, new HitWriter(log, view.Added, faults), hits, query.Offset, last);
        page.Append("]}}"u8);
        return new Reply { Status = 200, Body = page.Written, Buffer = page };
    }

    private static void WriteHits(Utf8Page page, HitWriter writer, HitList hits, long from, long to)
    {
        for (var position = from; position < to; position++)
        {
            if (position > from)
                page.Append(","u8);
            writer.WriteHit(page, hits.At(position));
        }
    }

    private static void WriteTotal(Utf8Page page, Total total)
    {
        if (total.IsMissing)
            return;
        page.Append("\"total\":"u8);
        if (total.Relation is null)
        {
            page.Append(total.Value);
            page.Append(","u8);
            return;
        }

        page.Append("{\"value\":"u8);
        page.Append(total.Value);
        page.Append(Encoding.UTF8.GetBytes($",\"relation\":\"{total.Relation}\"}},"));
    }
}
