using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Core;

public sealed class EventIdRuleTests
{
    private readonly EventIdRule _rule = new();

    [Fact]
    public void The_uuid_comes_first() => Assert.Equal("u", Next("u", "h", "{}"));

    [Fact]
    public void Without_a_uuid_the_hits_own_id_counts() => Assert.Equal("h", Next("", "h", "{}"));

    [Theory]
    [InlineData("")]
    [InlineData("tab\tin it")]
    [InlineData("ü")]
    public void Without_both_the_bytes_do(string hitId) =>
        Assert.Equal("44136fa355b3678a1146ad16f7e8649e", Next("", hitId, "{}"));

    [Fact]
    public void Byte_identical_events_are_numbered()
    {
        Next("", "", "{}");
        Assert.Equal("44136fa355b3678a1146ad16f7e8649e-2", Next("", "", "{}"));
        Assert.DoesNotContain('-', Next("", "", "{ }"));
        Assert.Equal("44136fa355b3678a1146ad16f7e8649e-3", Next("", "", "{}"));
    }

    private string Next(string uuid, string hitId, string source) =>
        _rule.Next(Encoding.ASCII.GetBytes(uuid), Encoding.UTF8.GetBytes(hitId), Encoding.UTF8.GetBytes(source)).ToString();
}
