using System.Buffers;
using System.Text.Json;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Commands;

/// <summary>
/// Cuts a stream into the JSON documents that follow each other in it, with anything but JSON's white space and byte
/// order marks between them being an error. It holds one document and a little of what follows.
/// </summary>
internal sealed class JsonDocuments(Stream input) : IDisposable
{
    private const int ChunkSize = 256 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);

    // The document lies in [_start, _end), what was read but not looked at yet in [_end, _filled).
    private int _start;
    private int _end;
    private int _filled;
    private bool _isAtEnd;

    // The place of _end, in lines and bytes of a line from 1.
    private long _line = 1;
    private long _position = 1;

    /// <summary>The document; after an error as much of it as was read.</summary>
    public ReadOnlyMemory<byte> Current => _buffer.AsMemory(_start, _end - _start);

    /// <summary>The line, from 1, that the document begins on.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Goes to the next document. False when there is none.</summary>
    /// <exception cref="MapInputException">What comes next is no JSON object or array.</exception>
    public bool MoveNext()
    {
        _start = _end;
        SkipSpace();
        Line = _line;
        if (_end == _filled)
            return false;
        if (_buffer[_end] is not ((byte)'{' or (byte)'['))
            throw new MapInputException(_line, _position, "expected an object or an array");
        ReadDocument();
        return true;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void SkipSpace()
    {
        do
        {
            for (; _end < _filled; _end++)
            {
                var value = _buffer[_end];
                if (value == '\n')
                    (_line, _position) = (_line + 1, 1);
                else if (value is (byte)' ' or (byte)'\t' or (byte)'\r' || IsByteOrderMark())
                    _position++;
                else
                    break;
            }

            _start = _end;
        }
        while ((_end == _filled || _filled - _end < 3) && Fill());
    }

    /// <summary>Whether one stands here; then its first two bytes have been passed over.</summary>
    private bool IsByteOrderMark()
    {
        if (!_buffer.AsSpan(_end, _filled - _end).StartsWith("\uFEFF"u8))
            return false;
        _end += 2;
        return true;
    }

    private void ReadDocument()
    {
        var (line, position) = (_line, _position);
        var state = new JsonReaderState(EventReader.Options);
        try
        {
            for (var isWhole = false; !isWhole;)
            {
                // At the end of the stream the reader throws rather than ask for more.
                var reader = new Utf8JsonReader(_buffer.AsSpan(_end, _filled - _end), _isAtEnd, state);
                isWhole = ReadToEnd(ref reader);
                _end += (int)reader.BytesConsumed;
                state = reader.CurrentState;
                if (!isWhole)
                    Fill();
            }
        }
        catch (JsonException exception)
        {
            _end = _filled;
            throw new MapInputException(
                line + (exception.LineNumber ?? 0),
                1 + (exception.BytePositionInLine ?? 0) + (exception.LineNumber > 0 ? 0 : position - 1),
                "no well-formed JSON");
        }

        Advance(_buffer.AsSpan(_start, _end - _start));
    }

    private static bool ReadToEnd(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.CurrentDepth == 0 && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                return true;
        }

        return false;
    }

    private void Advance(ReadOnlySpan<byte> document)
    {
        var lines = document.Count((byte)'\n');
        _line += lines;
        _position = lines == 0 ? _position + document.Length : document.Length - document.LastIndexOf((byte)'\n');
    }

    /// <summary>Reads on, behind what is kept from <see cref="_start"/> on. False at the end of the stream.</summary>
    private bool Fill()
    {
        if (_isAtEnd)
            return false;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _filled - _start).CopyTo(_buffer);
            (_end, _filled, _start) = (_end - _start, _filled - _start, 0);
        }

        if (_filled == _buffer.Length)
        {
            if (_buffer.Length == Array.MaxLength)
                throw new MapInputException(Line, 1, "the document that begins here is larger than 2 GiB");
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * _buffer.Length, Array.MaxLength));
            _buffer.AsSpan(0, _filled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var read = input.Read(_buffer, _filled, _buffer.Length - _filled);
        _filled += read;
        _isAtEnd = read == 0;
        return !_isAtEnd;
    }
}
