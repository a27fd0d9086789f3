namespace ActivityLogForwarder.Mappers;

/// <summary>An IP address and where its text stands, its zone id left out.</summary>
/// <param name="High">The first 64 bits; 0 in one of IPv4.</param>
/// <param name="Low">The last 64 bits.</param>
internal readonly record struct IpAddress(int Start, int Length, bool IsV6, ulong High, ulong Low)
{
    private const int Groups = 8;

    /// <summary>What makes it the same address as another.</summary>
    public (bool IsV6, ulong High, ulong Low) Value => (IsV6, High, Low);

    /// <summary>The address's own text in the text it was read from.</summary>
    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> text) => text.Slice(Start, Length);

    /// <summary>
    /// Reads a strict dotted quad (no leading zeros, no short forms) or an IPv6 address in a form of RFC 4291 section
    /// 2.2, with or without the zone id of RFC 4007 section 11.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where it stands.</param>
    /// <param name="address">The address.</param>
    public static bool TryParse(ReadOnlySpan<byte> text, int start, out IpAddress address)
    {
        address = default;
        if (TryParseV4(text, out var v4))
        {
            address = new IpAddress(start, text.Length, false, 0, v4);
            return true;
        }

        var zone = text.IndexOf((byte)'%');
        if (zone >= 0 && zone + 1 < text.Length)
            text = text[..zone];
        Span<ushort> groups = stackalloc ushort[Groups];
        if (!TryParseV6(text, groups))
            return false;
        address = new IpAddress(start, text.Length, true, Join(groups[..4]), Join(groups[4..]));
        return true;
    }

    private static bool TryParseV4(ReadOnlySpan<byte> text, out uint value)
    {
        value = 0;
        if (text.Length is < 7 or > 15)
            return false;
        for (var part = 0; part < 4; part++)
        {
            var digits = part == 3 ? text.Length : text.IndexOf((byte)'.');
            if (digits is < 1 or > 3 || (digits > 1 && text[0] == '0'))
                return false;
            var number = 0;
            foreach (var digit in text[..digits])
            {
                if (!char.IsAsciiDigit((char)digit))
                    return false;
                number = (number * 10) + (digit - '0');
            }

            if (number > 255)
                return false;
            value = (value << 8) | (uint)number;
            text = part == 3 ? default : text[(digits + 1)..];
        }

        return true;
    }

    private static ulong Join(ReadOnlySpan<ushort> groups)
    {
        var value = 0UL;
        foreach (var group in groups)
            value = (value << 16) | group;
        return value;
    }

    private static bool TryParseV6(ReadOnlySpan<byte> text, Span<ushort> groups)
    {
        if (text.Length is < 2 or > 45)
            return false;
        var gap = text.IndexOf("::"u8);
        if (gap < 0)
            return TryParseGroups(text, groups, out var all) && all == Groups;
        // The gap stands for at least one group of zeros, and there is only one.
        groups.Clear();
        Span<ushort> tail = stackalloc ushort[Groups];
        if (!TryParseGroups(text[..gap], groups, out var before, isEnd: false)
            || !TryParseGroups(text[(gap + 2)..], tail, out var after) || before + after >= Groups)
            return false;
        tail[..after].CopyTo(groups[(Groups - after)..]);
        return true;
    }

    private static bool TryParseGroups(ReadOnlySpan<byte> text, Span<ushort> groups, out int count, bool isEnd = true)
    {
        count = 0;
        while (!text.IsEmpty)
        {
            var colon = text.IndexOf((byte)':');
            if (colon < 0 && isEnd && TryParseV4(text, out var v4))
            {
                if (count > Groups - 2)
                    return false;
                groups[count++] = (ushort)(v4 >> 16);
                groups[count++] = (ushort)v4;
                return true;
            }

            var group = colon < 0 ? text : text[..colon];
            if (group.Length is < 1 or > 4 || count == Groups)
                return false;
            var number = 0;
            foreach (var digit in group)
            {
                if (!char.IsAsciiHexDigit((char)digit))
                    return false;
                number = (number << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
            }

            groups[count++] = (ushort)number;
            if (colon < 0)
                return true;
            text = text[(colon + 1)..];
            // A colon at the end has no group behind it.
            if (text.IsEmpty)
                return false;
        }

        return true;
    }
}
