namespace ActivityLogForwarder.Transport;

/// <summary>The rule that credentials go over plain <c>http://</c> only to this machine.</summary>
public static class Plaintext
{
    /// <summary>The key by which the rule is lifted, the same in the source and in every sink.</summary>
    public const string Key = "allowPlaintext";

    /// <summary>What to report of a URL that would break the rule.</summary>
    public const string Refusal =
        "credentials would go over plain http:// to another machine; use https://, or set allowPlaintext: true where the network is trusted";

    /// <summary>Whether what is sent to the URL can be read on the way.</summary>
    public static bool IsExposed(Uri url) => url.Scheme == Uri.UriSchemeHttp && !url.IsLoopback;
}
