using System.Buffers;
using System.Runtime.CompilerServices;

namespace ActivityLogForwarder.Core;

/// <summary>
/// A growing buffer of UTF-8 bytes on pooled memory. What <see cref="Written"/> returns is valid until the next write
/// or <see cref="Dispose"/>.
/// </summary>
public sealed class Utf8Buffer(int capacity = 64 * 1024) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = LargeBuffers.Shared.Rent(capacity);

    private int _length;

    /// <summary>Bytes written so far. May be set back to forget the last ones.</summary>
    public int Length
    {
        get => _length;
        set => _length = (uint)value <= (uint)_length ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, Length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ReadOnlySpan<byte> bytes)
    {
        var start = _length;
        if (bytes.Length > _bytes.Length - start)
            Grow(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(start));
        _length = start + bytes.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(byte value)
    {
        if (_length == _bytes.Length)
            Grow(1);
        _bytes[_length++] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        if (_bytes.Length - Length < Math.Max(sizeHint, 1))
            Grow(sizeHint);
        return _bytes.AsSpan(Length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_bytes.Length - Length < Math.Max(sizeHint, 1))
            Grow(sizeHint);
        return _bytes.AsMemory(Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count) =>
        _length = (uint)(_length + count) <= (uint)_bytes.Length ? _length + count : throw new ArgumentOutOfRangeException(nameof(count));

    public void Clear() => _length = 0;

    public void Dispose()
    {
        if (_bytes.Length == 0)
            return;
        LargeBuffers.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int sizeHint)
    {
        ObjectDisposedException.ThrowIf(_bytes.Length == 0, this);
        var wanted = Math.Max(checked(Length + Math.Max(sizeHint, 1)), (int)Math.Min(2L * _bytes.Length, Array.MaxLength));
        var larger = LargeBuffers.Shared.Rent(wanted);
        _bytes.AsSpan(0, Length).CopyTo(larger);
        LargeBuffers.Shared.Return(_bytes);
        _bytes = larger;
    }
}
