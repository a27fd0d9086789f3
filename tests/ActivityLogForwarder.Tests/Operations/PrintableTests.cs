using System.Globalization;
using System.Text;
using ActivityLogForwarder.Operations;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Operations;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain, Größe, 東京, 🙂", "plain, Größe, 東京, 🙂")]
    [InlineData("", "")]
    [InlineData("a\nb\r\tc", @"a\nb\r\tc")]
    [InlineData("\u001b[31mred\u0007", @"\u001b[31mred\u0007")]
    [InlineData("\u007f\u009b2J", @"\u007f\u009b2J")]
    [InlineData("a\u2028b\u2029c\u0085d", @"a\u2028b\u2029c\u0085d")]
    [InlineData("gpj.\u202eexe\u2066\ufeff", @"gpj.\u202eexe\u2066\ufeff")]
    public void What_is_not_seen_is_shown_by_its_number(string text, string expected) =>
        Assert.Equal(expected, Printable.Escape(text));

    [Fact]
    public void A_tag_character_beyond_the_first_plane_is_shown_by_its_number() =>
        Assert.Equal(@"a\udb40\udc41", Printable.Escape("a\U000E0041"));

    [Fact]
    public void An_unpaired_surrogate_is_shown_by_its_number() =>
        Assert.Equal(@"a\ud83db\ude42", Printable.Escape("a" + (char)0xd83d + "b" + (char)0xde42));

    [Fact]
    public void No_text_yields_anything_but_shown_characters() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
            text => Printable.Escape(text).EnumerateRunes().All(rune => Rune.GetUnicodeCategory(rune) is not (
                UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate)))
            .QuickCheckThrowOnFailure();
}
