using System.Text;
using Microsoft.AspNetCore.Http;

namespace ActivityLogForwarder.Simulator.Http;

/// <summary>The published API: both operations, with the faults in their way.</summary>
internal sealed class ApiOperations(Simulation simulation)
{
    public const string Path = "/activitylog/v1/contracts";

    /// <summary>Answers a request below <see cref="Path"/>.</summary>
    public async Task AnswerAsync(HttpContext context, string rest)
    {
        var request = context.Request;
        var faults = simulation.Faults.Active;
        var now = simulation.Now(faults);
        var contract = rest.Length > 0 ? rest : null;
        var exchange = new Exchange(request, contract, simulation.Contracts[0], simulation.Credentials, faults, now);
        var query = PageQuery.Read(request.Query, simulation.MaxWindow, simulation.Options.MaxLimit);

        var reply = faults.Replies.Aggregate(Answer(exchange, query), (reply, fault) => fault.Change(exchange, reply));
        simulation.Requests.Add(new LoggedRequest(
            simulation.Now(faults), contract ?? "", KindOf(exchange, query), request.Path.ToString(), request.QueryString.ToString(), reply.Status));
        await ReplySender.SendAsync(context, reply, now).ConfigureAwait(false);
    }

    private Reply Answer(Exchange exchange, PageQuery query)
    {
        foreach (var fault in exchange.Faults.Requests)
        {
            if (fault.Answer(exchange) is { } reply)
                return reply;
        }

        if (!simulation.Credentials.Accept(exchange.Authorization))
            return Reply.Unauthorized();
        if (!HttpMethods.IsGet(exchange.Request.Method))
            return Reply.Error(405, "105", "Method not allowed");
        if (exchange.Contract is not { } contract)
            return ListContracts(exchange);
        if (contract.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0)
            return Reply.Error(400, "110", "The contract number cannot be read");
        return simulation.Find(contract) is { } log
            ? PageOperation.Answer(exchange, log, simulation.Kept, query)
            : Reply.Error(404, "309", "Resource does not exist");
    }

    private Reply ListContracts(Exchange exchange)
    {
        var contracts = exchange.Faults.Contracts.Aggregate(simulation.Contracts, (contracts, fault) => fault.Change(contracts));
        var list = new StringBuilder("[");
        list.AppendJoin(',', contracts.Select(contract =>
            $$"""{"id":{{contract}},"type":"contracts","href":"https://api.ionos.com{{Path}}/{{contract}}"}"""));
        return Reply.Json(200, list.Append(']').ToString());
    }

    private static RequestKind KindOf(Exchange exchange, PageQuery query) => exchange.IsPage
        ? query.Limit <= 1 ? RequestKind.Total : query.Offset == 0 ? RequestKind.FirstPage : RequestKind.FurtherPage
        : RequestKind.Contracts;
}
