using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Transport;

/// <summary>The rule that no credential goes over plain <c>http://</c> to another machine unless the user says so.</summary>
public static class Plaintext
{
    /// <summary>The key by which the rule is lifted, the same in the source and in every sink.</summary>
    public static readonly Option Option = new(
        "allowPlaintext", OptionKind.Boolean, "Allow credentials over plain http:// to another machine.")
    {
        Default = "false",
    };

    /// <summary>Reports the key of the URL where a credential would travel in the clear.</summary>
    public static void Check(OptionValues values, string key, IEnumerable<Uri> urls, bool hasCredential, Action<string, string> report)
    {
        if (hasCredential && !values.Boolean(Option.Key) && urls.Any(url => url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback))
            report(key, "credentials would go over plain http:// to another machine; use https://, or set allowPlaintext: true where the network is trusted");
    }
}
