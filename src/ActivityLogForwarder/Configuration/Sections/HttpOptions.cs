using System.Globalization;
using System.Net;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Sections;

/// <summary>The forwarder's own endpoints: the section <c>http</c>.</summary>
public sealed record HttpOptions
{
    internal static readonly Option Description = new("http", OptionKind.Group, "Health, metrics and status page; without this section there are none.")
    {
        Group = new OptionGroup(
        [
            new("listen", OptionKind.Text, "Address and port, such as 127.0.0.1:8080, [::1]:8080 or *:8080 (every address).")
            {
                Default = "127.0.0.1:8080",
                Pattern = new(@"(\*|localhost|[0-9]{1,3}(\.[0-9]{1,3}){3}|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}", "ADDRESS:PORT, like 127.0.0.1:8080, [::1]:8080 or *:8080"),
            },
            new("token", OptionKind.Secret, "Bearer token that / and /api/* ask for off loopback."),
        ])
        {
            Check = (values, report) =>
            {
                if (!TryEndpoint(values.Text("listen"), out _))
                    report("listen", "is not an address and a port up to 65535, like 127.0.0.1:8080");
            },
        },
    };

    /// <summary>Where to listen; port 0 lets the system choose, <see cref="IPAddress.IPv6Any"/> is every address.</summary>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 8080);

    /// <summary>What <c>/</c> and <c>/api/*</c> ask for off loopback; null: they answer 403 there.</summary>
    public Secret? Token { get; init; }

    internal static HttpOptions From(OptionValues values) => new()
    {
        Listen = TryEndpoint(values.Text("listen"), out var endpoint) ? endpoint : throw new InvalidOperationException("Checked before."),
        Token = values.Secret("token"),
    };

    private static bool TryEndpoint(string text, out IPEndPoint endpoint)
    {
        endpoint = new IPEndPoint(IPAddress.Loopback, 0);
        var colon = text.LastIndexOf(':');
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return false;
        var host = text[..colon];
        var address = host switch
        {
            "*" => IPAddress.IPv6Any,
            "localhost" => IPAddress.Loopback,
            _ => IPAddress.TryParse(host, out var parsed) ? parsed : null,
        };
        if (address is null)
            return false;
        endpoint = new IPEndPoint(address, port);
        return true;
    }
}
