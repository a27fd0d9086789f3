using System.Net;
using System.Text;
using ActivityLogForwarder.Mappers;

namespace ActivityLogForwarder.Tests.Mappers;

public sealed class IpAddressTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("203.0.113.42")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("1::")]
    [InlineData("2001:DB8::8:800:200c:417A")]
    [InlineData("1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7::")]
    [InlineData("::2:3:4:5:6:7:8")]
    [InlineData("::ffff:192.0.2.1")]
    [InlineData("1:2:3:4:5:6:192.0.2.1")]
    [InlineData("64:ff9b::192.0.2.1")]
    public void An_address_is_read_as_the_platform_reads_it(string text)
    {
        Assert.True(IpAddress.TryParse(Encoding.ASCII.GetBytes(text), 0, out var address));
        var expected = IPAddress.Parse(text).GetAddressBytes();
        Assert.Equal(expected.Length == 16, address.IsV6);
        Assert.Equal(expected.Aggregate(UInt128.Zero, (value, next) => (value << 8) | next), new UInt128(address.High, address.Low));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.04")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.-4")]
    [InlineData("1.2.3.4%1")]
    [InlineData("0x1.2.3.4")]
    [InlineData("3232235777")]
    [InlineData(":")]
    [InlineData(":1")]
    [InlineData("1:")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4::5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("::1.2.3.4:5")]
    [InlineData("::1.2.3.400")]
    [InlineData("1.2.3.4::")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("[::1]")]
    [InlineData("::1/64")]
    [InlineData("::1%")]
    public void What_is_no_address_is_not_read(string text) =>
        Assert.False(IpAddress.TryParse(Encoding.ASCII.GetBytes(text), 0, out _));

    [Fact]
    public void A_list_keeps_its_order_and_no_repeats()
    {
        var many = string.Join(" , ", Enumerable.Range(0, 200).Select(i => FormattableString.Invariant($"10.0.0.{i % 100}")));
        var bytes = Encoding.ASCII.GetBytes("fe80::1%a,0A00::,FE80:0::1%b," + many);
        var list = new IpAddressList();
        for (var round = 0; round < 2; round++)
        {
            list.Read(bytes);
            var texts = new List<string>();
            foreach (ref readonly var address in list.All)
                texts.Add(Encoding.ASCII.GetString(address.In(bytes)));
            Assert.Equal(["fe80::1", "0A00::", .. Enumerable.Range(0, 100).Select(i => FormattableString.Invariant($"10.0.0.{i}"))], texts);
        }
    }
}
