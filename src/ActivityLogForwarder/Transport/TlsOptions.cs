using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Transport;

/// <summary>How a TLS peer is trusted and who we are to it. Files are PEM.</summary>
public sealed record TlsOptions
{
    /// <summary>The keys, for every slice that speaks TLS.</summary>
    public static readonly Option Description = new("tls", OptionKind.Group, "How the server is trusted, and our certificate.")
    {
        Group = new OptionGroup(
        [
            new("caFile", OptionKind.Path, "PEM file of the certificates to trust instead of the system's."),
            new("certFile", OptionKind.Path, "PEM file of the client certificate, with its chain."),
            new("keyFile", OptionKind.Path, "PEM file of the client certificate's key."),
            new("serverName", OptionKind.Text, "Name expected in the server's certificate, if not the one dialled."),
            new("insecureSkipVerify", OptionKind.Boolean, "Do not verify the server's certificate. For tests only.") { Default = "false" },
        ])
        {
            Check = (values, report) =>
            {
                if (values.TextOrNull("certFile") is null != values.TextOrNull("keyFile") is null)
                    report("certFile", "certFile and keyFile go together; give both or neither");
            },
        },
    };

    /// <summary>PEM file of trusted certificates; null: the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>PEM file of the client certificate; null: none.</summary>
    public string? CertFile { get; init; }

    /// <summary>PEM file of the client certificate's key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Name expected in the server's certificate; null: the one dialled.</summary>
    public string? ServerName { get; init; }

    /// <summary>Accept any certificate.</summary>
    public bool InsecureSkipVerify { get; init; }

    public static TlsOptions From(OptionValues? values) => values is null ? new() : new()
    {
        CaFile = values.TextOrNull("caFile"),
        CertFile = values.TextOrNull("certFile"),
        KeyFile = values.TextOrNull("keyFile"),
        ServerName = values.TextOrNull("serverName"),
        InsecureSkipVerify = values.Boolean("insecureSkipVerify"),
    };
}
