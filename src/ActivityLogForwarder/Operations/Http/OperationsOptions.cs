using System.Net;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Operations.Http;

/// <summary>Where health, metrics and status are served.</summary>
/// <param name="Listen">The address; port 0 lets the system choose, <see cref="IPAddress.IPv6Any"/> is every address.</param>
/// <param name="Token">What a client must show for the status off loopback; null: it is not served there.</param>
public sealed record OperationsOptions(IPEndPoint Listen, Secret? Token = null)
{
    /// <summary>Only this machine can ask.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Listen.Address);
}
