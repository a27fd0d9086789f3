namespace ActivityLogForwarder.Transport;

/// <summary>Addresses below a base address that the user gave.</summary>
public static class UriExtensions
{
    /// <summary>The base address followed by the relative one, whether or not the base ends in a slash.</summary>
    public static Uri Below(this Uri url, string relative) =>
        new(url.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/" + relative);
}
