using System.Buffers;

namespace ActivityLogForwarder.Mappers;

/// <summary>Tells a user's mail address from other names: <c>^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$</c>.</summary>
internal static class UserAddress
{
    private static readonly SearchValues<byte> Letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"u8);

    private static readonly SearchValues<byte> LocalLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._+"u8);

    /// <summary>The domain of the address; empty where the name is none.</summary>
    public static ReadOnlySpan<byte> DomainOf(ReadOnlySpan<byte> name)
    {
        var at = name.IndexOf((byte)'@');
        if (at < 1 || name[..at].IndexOfAnyExcept(LocalLetters) >= 0)
            return default;
        var domain = name[(at + 1)..];
        var rest = domain;
        for (var parts = 1; ; parts++)
        {
            var end = rest.IndexOfAnyExcept(Letters);
            if (end < 0)
                return parts > 1 && !rest.IsEmpty ? domain : default;
            if (end == 0 || rest[end] != '.')
                return default;
            rest = rest[(end + 1)..];
        }
    }
}
