using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;

namespace ActivityLogForwarder.Mappers.Shapes;

/// <summary>
/// Makes templates by having a mapper map an event of the shape in whose slots stand marks, and looking for the marks
/// in the record. It is done with two sets of marks, and the template must write the record of a real event as the mapper does;
/// where anything differs, there is no template.
/// </summary>
internal static class TemplateMaker
{
    /// <summary>A template that writes what the mapper writes, for all events of the shape that are of the kind; null: there is none.</summary>
    public static RecordTemplate? Make(
        IMapper mapper, ActivityShape shape, SlotVariant variant, ActivityEvent activity, ReadOnlySpan<Slot> slots, ReadOnlySpan<byte> extra)
    {
        var template = Make(mapper, shape, variant, new Marks(shape, variant));
        if (!template.Equals(Make(mapper, shape, variant, new Marks(shape, variant))))
            return null;
        using var expected = new Utf8Buffer(4096);
        mapper.Map(activity, expected);
        using var written = new Utf8Buffer(4096);
        template.Write(written, activity.Source.Span, extra, slots, mapper.Escaped);
        return written.WrittenSpan.SequenceEqual(expected.WrittenSpan) && Payload.IsFoundOneLine(expected.WrittenSpan)
            && !expected.WrittenSpan.Contains((byte)0) ? template : null;
    }

    private static RecordTemplate Make(IMapper mapper, ActivityShape shape, SlotVariant variant, Marks marks)
    {
        using var record = new Utf8Buffer(4096);
        mapper.Map(marks.ToEvent(), record);
        var rest = record.WrittenSpan;
        var pieces = new List<RecordPiece>();
        while (marks.FindFirst(rest, out var start, out var length, out var text))
        {
            pieces.Add(new RecordPiece(rest[..start].ToArray(), text));
            rest = rest[(start + length)..];
        }

        pieces.Add(new RecordPiece(rest.ToArray(), -1));
        return new RecordTemplate(pieces);
    }

    /// <summary>An event of the shape whose texts cannot be guessed, and where each of them belongs.</summary>
    private sealed class Marks
    {
        private readonly List<(byte[] Mark, int Text)> _marks = [];
        private readonly ActivityShape _shape;
        private readonly byte[][] _slots;
        private readonly string _contract = Token();
        private readonly DateTime _time;

        public Marks(ActivityShape shape, SlotVariant variant)
        {
            _shape = shape;
            // 2017 to 2033: 13 digits.
            _time = DateTime.UnixEpoch.AddMilliseconds(1_500_000_000_000 + RandomNumberGenerator.GetInt32(int.MaxValue) * 200L + 1);
            _slots = [.. Enumerable.Range(0, shape.SlotCount).Select(slot => Encoding.ASCII.GetBytes(MarkOf(slot, variant)))];
            for (var slot = 0; slot < _slots.Length; slot++)
                _marks.Add((_slots[slot], slot));
            _marks.Add((Encoding.ASCII.GetBytes(_contract), SlotTexts.Contract));
            _marks.Add((Encoding.ASCII.GetBytes(EpochTime.Milliseconds(_time).ToString(CultureInfo.InvariantCulture)), SlotTexts.EpochTime));
        }

        public ActivityEvent ToEvent()
        {
            using var source = new Utf8Buffer(4096);
            for (var part = 0; part < _shape.Parts.Length; part++)
            {
                source.Write(_shape.Parts[part].Literal.Span);
                if (part < _slots.Length)
                    source.Write(_slots[part]);
            }

            return new ActivityEvent(
                source.WrittenSpan.ToArray(), EventId.FromText(_slots[_shape.Uuid]), new Contract("", _contract), _time, hasTime: true);
        }

        /// <summary>The mark that stands first in the record; of several there, the longest.</summary>
        public bool FindFirst(ReadOnlySpan<byte> record, out int start, out int length, out int text)
        {
            (start, length, text) = (int.MaxValue, 0, -1);
            foreach (var (mark, index) in _marks)
            {
                var at = record[..Math.Min(record.Length, start == int.MaxValue ? record.Length : start + mark.Length)].IndexOf(mark);
                if (at >= 0 && (at < start || (at == start && mark.Length > length)))
                    (start, length, text) = (at, mark.Length, index);
            }

            return text >= 0;
        }

        private static string Token() => "Q" + RandomNumberGenerator.GetHexString(15) + "Q";

        private string MarkOf(int slot, SlotVariant variant)
        {
            if (slot == _shape.Time)
                return _time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            if (_shape.Parts[slot].Slot == SlotKind.Digits)
                return RandomNumberGenerator.GetInt32(1_000_000, int.MaxValue).ToString(CultureInfo.InvariantCulture)
                    + RandomNumberGenerator.GetInt32(10_000, 99_999).ToString(CultureInfo.InvariantCulture);
            if (slot == _shape.SourceIp)
            {
                return variant.HasFlag(SlotVariant.IsV6)
                    ? $"2001:db8:{RandomNumberGenerator.GetHexString(4, lowercase: true)}:{RandomNumberGenerator.GetHexString(4, lowercase: true)}::1"
                    : string.Create(CultureInfo.InvariantCulture, $"10.1{Octet()}.1{Octet()}.1{Octet()}");
            }

            if (slot == _shape.Username && variant.HasFlag(SlotVariant.HasUserDomain))
                return Token() + "@" + Part(SlotTexts.UserDomain, Token() + ".example");
            return slot == _shape.Uri ? UriOf(variant) : Token();
        }

        private static string Octet() => RandomNumberGenerator.GetInt32(10, 99).ToString(CultureInfo.InvariantCulture);

        private string UriOf(SlotVariant variant)
        {
            var uri = "";
            if (variant.HasFlag(SlotVariant.HasUriScheme))
                uri = Part(SlotTexts.UriScheme, Token()) + "://";
            if (variant.HasFlag(SlotVariant.HasUriDomain))
                uri += Part(SlotTexts.UriDomain, Token());
            if (variant.HasFlag(SlotVariant.HasUriPath))
                uri += Part(SlotTexts.UriPath, "/" + Token());
            if (variant.HasFlag(SlotVariant.HasUriQuery))
                uri += "?" + Part(SlotTexts.UriQuery, Token());
            // A fragment alone has none of these parts.
            return uri.Length == 0 ? "#" + Token() : uri;
        }

        private string Part(int text, string mark)
        {
            _marks.Add((Encoding.ASCII.GetBytes(mark), text));
            return mark;
        }
    }
}
