using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Core;

public sealed class EventIdTests
{
    [Fact]
    public void The_key_of_a_canonical_uuid_is_its_own_bytes()
    {
        Assert.Equal(
            UInt128.Parse("c1b9b1b07b1b11e69a41000d3a002f99", System.Globalization.NumberStyles.HexNumber),
            (UInt128)EventId.KeyOf("c1b9b1b0-7b1b-11e6-9a41-000d3a002f99"u8));
    }

    [Theory]
    [InlineData("C1B9B1B0-7B1B-11E6-9A41-000D3A002F99")]
    [InlineData("c1b9b1b07b1b11e69a41000d3a002f99")]
    [InlineData("c1b9b1b0-7b1b-11e6-9a41-000d3a002f9")]
    public void Any_other_spelling_has_a_key_of_its_own(string text)
    {
        Assert.NotEqual(EventId.KeyOf("c1b9b1b0-7b1b-11e6-9a41-000d3a002f99"u8), EventId.KeyOf(Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void Byte_identical_events_are_told_apart_by_a_suffix()
    {
        var first = EventId.FromContent("{}"u8);
        var second = EventId.FromContent("{}"u8, 2);
        Assert.Equal("44136fa355b3678a1146ad16f7e8649e", first.ToString());
        Assert.Equal("44136fa355b3678a1146ad16f7e8649e-2", second.ToString());
        Assert.NotEqual(first.Key, second.Key);
    }
}
