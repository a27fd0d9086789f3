namespace ActivityLogForwarder.Core;

/// <summary>Where an event lies in a page, and the few things the program itself needs of it.</summary>
/// <param name="Start">Where the <c>_source</c> object begins in the page, in bytes.</param>
/// <param name="Length">Its length in bytes, braces included.</param>
/// <param name="Uuid">
/// <c>@uuid</c>, in the page unless it was escaped; its length is 0 where there is none that may serve as an id.
/// </param>
/// <param name="Time"><c>meta.time</c> in UTC, cut to 100 ns; the default where there is none that can be read.</param>
/// <param name="HasTime">Whether <c>meta.time</c> was read.</param>
public readonly record struct SourceFacts(int Start, int Length, UuidText Uuid, DateTime Time, bool HasTime)
{
    /// <summary>The bytes of the event.</summary>
    public ReadOnlyMemory<byte> SourceIn(ReadOnlyMemory<byte> page) => page.Slice(Start, Length);
}

/// <summary>An <c>@uuid</c> that may serve as an id.</summary>
/// <param name="Start">Where it begins in the page, in bytes.</param>
/// <param name="Length">Its length in bytes; 0: none.</param>
/// <param name="Unescaped">The text itself, where the page has it with escapes.</param>
public readonly record struct UuidText(int Start, int Length, byte[]? Unescaped = null)
{
    /// <summary>The text; empty where there is none.</summary>
    public ReadOnlyMemory<byte> In(ReadOnlyMemory<byte> page) => Unescaped ?? page.Slice(Start, Length);
}
