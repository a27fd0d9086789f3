using System.Text;
using ActivityLogForwarder.Simulator.Activities;
using ActivityLogForwarder.Simulator.Log;

namespace ActivityLogForwarder.Simulator.Http;

/// <summary><c>GET /activitylog/v1/contracts/{contractNumber}</c>.</summary>
internal static class PageOperation
{
    public static Reply Answer(Exchange exchange, ContractLog log, PageQuery asked)
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
        var writer = new HitWriter(log, view.Added, faults);
        for (var position = query.Offset; position < last; position++)
        {
            if (position > query.Offset)
                page.Append(","u8);
            writer.WriteHit(page, hits.At(position));
        }

        page.Append("]}}"u8);
        return new Reply { Status = 200, Body = page.Written, Buffer = page };
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
