namespace ActivityLogForwarder.Mappers;

/// <summary>The IP addresses of a comma-separated list, in order, without repeats. Reused from event to event.</summary>
internal sealed class IpAddressList
{
    // Up to here looking at each address is faster than a hash set.
    private const int FewEnough = 16;

    private const int Kept = 1024;

    private HashSet<(bool IsV6, ulong High, ulong Low)> _seen = [];
    private IpAddress[] _addresses = new IpAddress[FewEnough];
    private int _count;

    public ReadOnlySpan<IpAddress> All => _addresses.AsSpan(0, _count);

    /// <summary>The first address of a version of the protocol.</summary>
    public bool TryFindFirst(bool isV6, out IpAddress address)
    {
        foreach (ref readonly var known in All)
        {
            if (known.IsV6 != isV6)
                continue;
            address = known;
            return true;
        }

        address = default;
        return false;
    }

    /// <summary>Whether the text that was read holds addresses, each once, and nothing else.</summary>
    public bool HoldsAllOf(ReadOnlySpan<byte> text)
    {
        var length = 0;
        foreach (ref readonly var address in All)
            length += address.Length;
        foreach (var character in text)
            length += character is (byte)',' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' ? 1 : 0;
        return _count > 0 && length == text.Length;
    }

    /// <summary>Reads the list anew. What is no address is passed over.</summary>
    public void Read(ReadOnlySpan<byte> text)
    {
        Clear();
        for (var start = 0; start < text.Length;)
        {
            var length = text[start..].IndexOf((byte)',');
            var end = length < 0 ? text.Length : start + length;
            var part = text[start..end];
            var trimmed = part.TrimStart(" \t\r\n"u8);
            start += part.Length - trimmed.Length;
            if (IpAddress.TryParse(trimmed.TrimEnd(" \t\r\n"u8), start, out var address) && IsNew(address))
                Add(address);
            start = end + 1;
        }
    }

    private bool IsNew(IpAddress address)
    {
        if (_count > FewEnough)
            return _seen.Add(address.Value);
        foreach (ref readonly var known in All)
        {
            if (known.Value == address.Value)
                return false;
        }

        if (_count == FewEnough)
        {
            foreach (ref readonly var known in All)
                _seen.Add(known.Value);
            _seen.Add(address.Value);
        }

        return true;
    }

    private void Add(IpAddress address)
    {
        if (_count == _addresses.Length)
            Array.Resize(ref _addresses, 2 * _count);
        _addresses[_count++] = address;
    }

    private void Clear()
    {
        if (_count > FewEnough)
            _seen.Clear();
        if (_count > Kept)
        {
            _seen = [];
            _addresses = new IpAddress[FewEnough];
        }

        _count = 0;
    }
}
