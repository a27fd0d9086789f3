using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;

namespace ActivityLogForwarder.Mappers.Shapes;

/// <summary>
/// The texts that a record is made of: those in the slots of an event, parts of them, and two that the event does not
/// hold as they are written.
/// </summary>
internal static class SlotTexts
{
    public const int UserDomain = EventShape.MaxSlots;
    public const int UriScheme = UserDomain + 1;
    public const int UriDomain = UserDomain + 2;
    public const int UriPath = UserDomain + 3;
    public const int UriQuery = UserDomain + 4;

    /// <summary>From here on texts lie in the extra bytes, not in the event.</summary>
    public const int FirstExtra = UserDomain + 5;

    /// <summary>The number of the contract in whose log the event stands.</summary>
    public const int Contract = FirstExtra;

    /// <summary>The event's time in milliseconds since 1970.</summary>
    public const int EpochTime = FirstExtra + 1;

    public const int Count = FirstExtra + 2;

    public const int ExtraLength = MaxContract + TimeDigits + RecordTemplate.Block;

    private const int MaxContract = 64;
    private const int TimeDigits = 13;

    // What the standard of CEF allows.
    private const int MaxId = 40;

    // The epoch times of 13 digits: 2001-09-09 to 2286-11-20.
    private static readonly DateTime FirstTime = DateTime.UnixEpoch.AddMilliseconds(1_000_000_000_000);
    private static readonly DateTime EndTime = DateTime.UnixEpoch.AddMilliseconds(10_000_000_000_000);

    /// <summary>
    /// Adds the texts behind those of the slots. False where an event is not made as those that templates are for: its
    /// id is not its <c>@uuid</c>, its time is not written as the API writes it, its address is none, or a list.
    /// </summary>
    /// <param name="shape">The event's shape.</param>
    /// <param name="activity">The event.</param>
    /// <param name="withParts">Whether parts of the user's name and of the URI are wanted.</param>
    /// <param name="slots">The event's slots, and room for what is added.</param>
    /// <param name="variant">What the texts are like.</param>
    public static bool TryAdd(ActivityShape shape, ActivityEvent activity, bool withParts, Span<Slot> slots, out SlotVariant variant)
    {
        var source = activity.Source.Span;
        variant = SlotVariant.None;
        var id = slots[shape.Uuid].In(source);
        if (!activity.HasTime || activity.Time < FirstTime || activity.Time >= EndTime || !IsCanonicalTime(slots[shape.Time].In(source))
            || id.Length > MaxId || !IsSame(activity.Id.Text.Span, id))
            return false;
        if (shape.SourceIp >= 0)
        {
            var address = slots[shape.SourceIp].In(source);
            if (!IpAddress.TryParse(address, 0, out var ip) || ip.Length != address.Length)
                return false;
            variant |= ip.IsV6 ? SlotVariant.IsV6 : SlotVariant.None;
        }

        if (!withParts)
            return true;
        if (shape.Username >= 0)
        {
            var name = slots[shape.Username];
            var domain = UserAddress.DomainOf(name.In(source)).Length;
            slots[UserDomain] = new Slot(name.Start + name.Length - domain, domain);
            variant |= domain > 0 ? SlotVariant.HasUserDomain : SlotVariant.None;
        }

        if (shape.Uri >= 0)
            AddUri(slots[shape.Uri], source, slots, ref variant);
        return true;
    }

    /// <summary>The number of a contract as records have it, where templates may write it; else empty.</summary>
    public static byte[] NumberOf(Contract contract) =>
        contract.Number.Length <= MaxContract && contract.Number.All(char.IsAsciiLetterOrDigit) ? Encoding.ASCII.GetBytes(contract.Number) : [];

    /// <summary>Adds the texts that the event does not hold itself.</summary>
    /// <param name="activity">An event that <see cref="TryAdd"/> found to be made as templates need it.</param>
    /// <param name="number">What <see cref="NumberOf"/> says, not empty.</param>
    /// <param name="hasTime">Whether its time is needed.</param>
    /// <param name="slots">Where they are added.</param>
    /// <param name="extra">Where they are written, at least <see cref="ExtraLength"/>.</param>
    public static void AddExtra(ActivityEvent activity, ReadOnlySpan<byte> number, bool hasTime, Span<Slot> slots, Span<byte> extra)
    {
        number.CopyTo(extra);
        slots[Contract] = new Slot(0, number.Length);
        if (hasTime)
            Utf8Formatter.TryFormat(Mappers.EpochTime.Milliseconds(activity.Time), extra[MaxContract..], out _);
        slots[EpochTime] = new Slot(MaxContract, TimeDigits);
    }

    // The id mostly is the slot itself.
    private static bool IsSame(ReadOnlySpan<byte> id, ReadOnlySpan<byte> slot) =>
        id.Length == slot.Length
        && (Unsafe.AreSame(in MemoryMarshal.GetReference(id), in MemoryMarshal.GetReference(slot)) || id.SequenceEqual(slot));

    private static void AddUri(Slot slot, ReadOnlySpan<byte> source, Span<Slot> slots, ref SlotVariant variant)
    {
        var uri = new RequestUri(slot.In(source));
        Add(UriScheme, uri.Scheme, SlotVariant.HasUriScheme, source, slots, ref variant);
        Add(UriDomain, uri.Domain, SlotVariant.HasUriDomain, source, slots, ref variant);
        Add(UriPath, uri.Path, SlotVariant.HasUriPath, source, slots, ref variant);
        Add(UriQuery, uri.Query, SlotVariant.HasUriQuery, source, slots, ref variant);
    }

    private static void Add(
        int index, ReadOnlySpan<byte> part, SlotVariant flag, ReadOnlySpan<byte> source, Span<Slot> slots, ref SlotVariant variant)
    {
        if (part.IsEmpty)
            return;
        source.Overlaps(part, out var start);
        slots[index] = new Slot(start, part.Length);
        variant |= flag;
    }

    // That it is a time has been seen when the page was read: here it is only how it is written, and seconds are below 60.
    private static bool IsCanonicalTime(ReadOnlySpan<byte> text) =>
        text.Length == 24 && text[10] == 'T' && text[19] == '.' && text[23] == 'Z';
}
