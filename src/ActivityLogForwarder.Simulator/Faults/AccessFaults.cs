using ActivityLogForwarder.Simulator.Http;

namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>Who may read what.</summary>
internal static class AccessFaults
{
    private const string ContractHeader = "X-Contract-Number";

    private static readonly FaultParameter Contract = new("contract", FaultValue.Text, "first", "the contract's number, or 'first'");

    public static readonly FaultKind[] All =
    [
        new("401", "Some requests are answered with 401.", [Trigger.EveryRequest], arguments =>
        {
            var trigger = Trigger.Of(arguments);
            return new RequestFault(exchange => trigger.Hits(exchange) ? Reply.Unauthorized() : null);
        }),
        new("token-expires", "After so many requests only the new Bearer token is let in; it stays so when the fault is switched off.",
            [new("after", FaultValue.Number, "20", "how many requests the old credentials last"), new("token", FaultValue.Text, "renewed", "the new token")],
            TokenExpires),
        new("basic-refused", "Basic authentication is answered with 401, as for users with a second factor.",
            new RequestFault(exchange => exchange.Authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) ? Reply.Unauthorized() : null)),
        new("403-contract", "One contract is answered with 403.", [Contract],
            arguments => new RequestFault(exchange => IsMeant(exchange, arguments) ? Reply.Forbidden() : null)),
        new("404-contract", "One contract is answered with 404.", [Contract],
            arguments => new RequestFault(exchange => IsMeant(exchange, arguments) ? Reply.Error(404, "309", "Resource does not exist") : null)),
        new("contract-header", "All contracts but the first are answered with 403 unless X-Contract-Number names them.",
            new RequestFault(exchange => exchange.Contract is { } contract && contract != exchange.FirstContract && exchange.Request.Headers[ContractHeader] != contract ? Reply.Forbidden() : null)),
        new("contracts-empty", "The list of contracts is empty.", new ContractsFault(_ => [])),
        new("contracts-403", "The list of contracts is answered with 403.",
            new RequestFault(exchange => exchange.IsPage ? null : Reply.Forbidden())),
        new("contracts-repeated", "The list of contracts names each twice.", new ContractsFault(contracts => [.. contracts, .. contracts])),
    ];

    private static RequestFault TokenExpires(FaultArguments arguments)
    {
        var left = arguments.Number("after");
        return new RequestFault(exchange =>
        {
            if (Interlocked.Decrement(ref left) == -1)
                exchange.Credentials.AcceptOnly(arguments.Text("token"));
            return null;
        });
    }

    private static bool IsMeant(Exchange exchange, FaultArguments arguments)
    {
        var contract = arguments.Text("contract");
        return exchange.Contract == (contract == "first" ? exchange.FirstContract : contract);
    }
}
