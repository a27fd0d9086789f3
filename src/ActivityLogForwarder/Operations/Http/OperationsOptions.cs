using System.Net;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Operations.Http;

/// <summary>Where health, metrics and status are served: the section <c>http</c>.</summary>
/// <param name="Listen">The address; port 0 lets the system choose.</param>
/// <param name="Token">What a client must show for the status off loopback; null: it is not served there.</param>
public sealed record OperationsOptions(IPEndPoint Listen, Secret? Token = null)
{
    /// <summary>Only this machine can ask.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Listen.Address);

    /// <summary>
    /// Reads <c>127.0.0.1:8080</c>, <c>[::1]:8080</c>, <c>localhost:8080</c>, or <c>*:8080</c> and <c>:8080</c> for every
    /// address.
    /// </summary>
    public static bool TryParseListen(string text, out IPEndPoint? listen)
    {
        listen = null;
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out var port))
            return false;
        var host = text[..colon];
        IPAddress? address;
        if (host is "" or "*")
            address = IPAddress.IPv6Any;
        else if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            address = IPAddress.Loopback;
        else if (host.Contains(':', StringComparison.Ordinal) && !(host.StartsWith('[') && host.EndsWith(']')))
            return false;
        else if (!IPAddress.TryParse(host, out address))
            return false;
        listen = new IPEndPoint(address, port);
        return true;
    }
}
