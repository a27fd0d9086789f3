using System.Buffers;

namespace ActivityLogForwarder.Mappers;

/// <summary>The parts of a request's URI, as they stand in it (RFC 3986 section 3). Empty parts are absent.</summary>
internal readonly ref struct RequestUri
{
    private static readonly SearchValues<byte> SchemeLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-."u8);

    public RequestUri(ReadOnlySpan<byte> text)
    {
        var scheme = text.IndexOf("://"u8);
        if (scheme > 0 && char.IsAsciiLetter((char)text[0]) && text[..scheme].IndexOfAnyExcept(SchemeLetters) < 0)
        {
            Scheme = text[..scheme];
            text = text[(scheme + 3)..];
            var end = text.IndexOfAny("/?#"u8);
            Domain = HostOf(end < 0 ? text : text[..end]);
            text = end < 0 ? default : text[end..];
        }

        var fragment = text.IndexOf((byte)'#');
        if (fragment >= 0)
            text = text[..fragment];
        var query = text.IndexOf((byte)'?');
        Path = query < 0 ? text : text[..query];
        Query = query < 0 ? default : text[(query + 1)..];
    }

    /// <summary>The scheme of an absolute URI.</summary>
    public ReadOnlySpan<byte> Scheme { get; }

    /// <summary>The host of an absolute URI, without user and port; an IPv6 address in its brackets.</summary>
    public ReadOnlySpan<byte> Domain { get; }

    public ReadOnlySpan<byte> Path { get; }

    /// <summary>The query without its question mark.</summary>
    public ReadOnlySpan<byte> Query { get; }

    private static ReadOnlySpan<byte> HostOf(ReadOnlySpan<byte> authority)
    {
        var host = authority[(authority.LastIndexOf((byte)'@') + 1)..];
        var bracket = host.StartsWith("["u8) ? host.IndexOf((byte)']') : -1;
        var port = host[(bracket + 1)..].IndexOf((byte)':');
        return port < 0 ? host : host[..(bracket + 1 + port)];
    }
}
