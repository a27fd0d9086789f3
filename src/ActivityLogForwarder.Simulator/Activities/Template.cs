using System.Text;

namespace ActivityLogForwarder.Simulator.Activities;

/// <summary>JSON text with <see cref="Variable"/>s in angle brackets, cut into pieces once.</summary>
internal sealed class Template
{
    private readonly (byte[] Text, Variable Variable)[] _parts;
    private readonly byte[] _tail;
    private readonly int _maxLength;

    public Template(string text)
    {
        var parts = new List<(byte[], Variable)>();
        var position = 0;
        for (int open; (open = text.IndexOf('<', position)) >= 0;)
        {
            var close = text.IndexOf('>', open);
            parts.Add((Encoding.UTF8.GetBytes(text[position..open]), Enum.Parse<Variable>(text[(open + 1)..close], ignoreCase: true)));
            position = close + 1;
        }

        _parts = [.. parts];
        _tail = Encoding.UTF8.GetBytes(text[position..]);
        _maxLength = _parts.Sum(part => part.Text.Length + Facts.MaxLength) + _tail.Length;
    }

    /// <summary>Writes the text with the values of one event.</summary>
    public void Write(Utf8Page page, in Facts facts)
    {
        var span = page.GetSpan(_maxLength);
        var position = 0;
        foreach (var (text, variable) in _parts)
        {
            text.CopyTo(span[position..]);
            position += text.Length;
            position += facts.Write(variable, span[position..]);
        }

        _tail.CopyTo(span[position..]);
        page.Advance(position + _tail.Length);
    }
}
