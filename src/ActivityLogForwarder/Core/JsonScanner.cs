using System.Text.Json;

namespace ActivityLogForwarder.Core;

/// <summary>
/// Reads one JSON document (RFC 8259) token by token, as <see cref="Utf8JsonReader"/> does and under the same names,
/// but only what is whole in memory: in half the time, which is most of what reading a page costs. It takes and
/// refuses the same documents and shows the same tokens; a test holds the two against each other. Levels are not
/// limited. A copy of it reads on by itself.
/// </summary>
public ref struct JsonScanner
{
    private readonly ReadOnlySpan<byte> _json;

    private JsonLevels _levels;
    private int _position;
    private int _valueStart;
    private int _valueLength;

    public JsonScanner(ReadOnlySpan<byte> json) => _json = json;

    public JsonTokenType TokenType { get; private set; }

    /// <summary>Where the token begins, in bytes: for strings and names, their quote.</summary>
    public int TokenStartIndex { get; private set; }

    /// <summary>The bytes read, the token included.</summary>
    public readonly int BytesConsumed => _position;

    /// <summary>The bytes of the value: a string or name without its quotes, with its escapes.</summary>
    public readonly ReadOnlySpan<byte> ValueSpan => _json.Slice(_valueStart, _valueLength);

    /// <summary>Whether the string or name holds escapes.</summary>
    public bool ValueIsEscaped { get; private set; }

    /// <summary>Whether anything read so far holds escapes.</summary>
    public bool HasReadEscapes { get; private set; }

    /// <summary>The objects and arrays that the token lies in; one's own brackets do not count.</summary>
    public readonly int CurrentDepth =>
        TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? _levels.Count - 1 : _levels.Count;

    /// <summary>Goes to the next token; false at the end of the document.</summary>
    /// <exception cref="JsonException">The document is not well-formed, or ends too early.</exception>
    public bool Read()
    {
        var next = JsonBlock.Next(_json, ref _position);
        if (TokenType == JsonTokenType.PropertyName)
        {
            ReadValue(next);
            return true;
        }

        if (_levels.Count == 0)
        {
            if (TokenType == JsonTokenType.None)
                ReadValue(next);
            else if (next < 0)
                return false;
            else
                throw Malformed();
            return true;
        }

        if (TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            if (next == ',')
            {
                _position++;
                ReadItem(JsonBlock.Next(_json, ref _position));
                return true;
            }
        }
        else if (next is not ('}' or ']'))
        {
            ReadItem(next);
            return true;
        }

        Close(next);
        return true;
    }

    /// <summary>Goes to the end of the object or array that begins here; from a member's name, of its value.</summary>
    /// <exception cref="JsonException">The document is not well-formed, or ends too early.</exception>
    public void Skip()
    {
        if (TokenType == JsonTokenType.PropertyName)
            Read();
        if (TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return;
        var end = JsonBlock.EndOf(_json, TokenStartIndex, out var hasEscapes);
        if (end >= 0)
        {
            HasReadEscapes |= hasEscapes;
            _position = end - 1;
            Close(_json[_position]);
            return;
        }

        var levels = _levels.Count;
        while (_levels.Count >= levels)
            Read();
    }

    /// <summary>Goes to the end of the object that begins here and is known to be well-formed, without escapes, and so many bytes long.</summary>
    public void SkipKnown(int length)
    {
        _position = TokenStartIndex + length - 1;
        Close(_json[_position]);
    }

    private void ReadItem(int next)
    {
        if (!_levels.IsInObject)
        {
            ReadValue(next);
            return;
        }

        if (next != '"')
            throw Malformed();
        ReadString(JsonTokenType.PropertyName);
        if (JsonBlock.Next(_json, ref _position) != ':')
            throw Malformed();
        _position++;
    }

    private void ReadValue(int next)
    {
        switch (next)
        {
            case '"':
                ReadString(JsonTokenType.String);
                break;
            case '{':
                Open(JsonTokenType.StartObject);
                break;
            case '[':
                Open(JsonTokenType.StartArray);
                break;
            default:
                Set(JsonBlock.TypeOfScalar(next), _position, JsonBlock.LengthOfScalar(_json[_position..], next));
                _position += _valueLength;
                break;
        }
    }

    private void ReadString(JsonTokenType type)
    {
        var length = JsonString.LengthOf(_json[(_position + 1)..], out var isEscaped);
        TokenType = type;
        TokenStartIndex = _position;
        _valueStart = _position + 1;
        _valueLength = length;
        ValueIsEscaped = isEscaped;
        HasReadEscapes |= isEscaped;
        _position += length + 2;
    }

    private void Open(JsonTokenType type)
    {
        _levels.Open(type == JsonTokenType.StartObject);
        Set(type, _position++, 1);
    }

    private void Close(int next)
    {
        var isObject = _levels.IsInObject;
        if (next != (isObject ? '}' : ']'))
            throw Malformed();
        _levels.Close();
        Set(isObject ? JsonTokenType.EndObject : JsonTokenType.EndArray, _position++, 1);
    }

    private void Set(JsonTokenType type, int start, int length)
    {
        TokenType = type;
        TokenStartIndex = _valueStart = start;
        _valueLength = length;
        ValueIsEscaped = false;
    }

    private readonly JsonException Malformed() => new($"Not well-formed JSON at byte {_position}.");
}
