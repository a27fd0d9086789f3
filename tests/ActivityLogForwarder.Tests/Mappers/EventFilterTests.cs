using ActivityLogForwarder.Mappers;

namespace ActivityLogForwarder.Tests.Mappers;

public sealed class EventFilterTests
{
    private static readonly DropLists Nothing = new([], [], [], [], []);

    private static readonly EventFilter Filter = new(new DropLists(
        ["RequestStatusUpdate"], ["vr.*", "sn.snapshot.create"], ["read"], ["Provisioning"], ["Jürgen", "robot@example.com"]));

    [Theory]
    [InlineData("""{"event":{"type":"requestSTATUSupdate"}}""", "type")]
    [InlineData("""{"event":{"type":"RequestStatusUpdates"}}""", null)]
    [InlineData("""{"event":{"resources":[{"action":["VR.server.create"]}]}}""", "action")]
    [InlineData("""{"event":{"resources":[{"action":["sn.snapshot.Create"]}]}}""", "action")]
    [InlineData("""{"event":{"resources":[{"action":["sn.snapshot.created"]}]}}""", null)]
    [InlineData("""{"event":{"resources":[{"action":["a.vr.b"]}]}}""", null)]
    [InlineData("""{"event":{"param":{"action":"GET"}}}""", "verb")]
    [InlineData("""{"event":{"param":{"sourceService":"provisioning"}}}""", "service")]
    [InlineData("""{"principal":{"sourceService":"Provisioning"}}""", "service")]
    [InlineData("""{"principal":{"sourceService":"Provisioning"},"event":{"param":{"sourceService":"DCD"}}}""", null)]
    [InlineData("""{"principal":{"identity":{"username":"JÜRGEN"}}}""", "user")]
    [InlineData("""{"principal":{"identity":{"username":"robot\u0040example.com"}}}""", "user")]
    [InlineData("""{"event":{"type":"RequestStatusUpdate","param":{"action":"GET"}}}""", "type")]
    [InlineData("{}", null)]
    public void An_event_on_a_list_is_not_wanted(string source, string? expected) =>
        Assert.Equal(expected, Filter.DropReason(Sample.Event(source)));

    [Fact]
    public void Without_lists_every_event_is_wanted()
    {
        var filter = new EventFilter(Nothing);
        Assert.True(filter.IsEmpty);
        Assert.Null(filter.DropReason(Sample.Event("""{"event":{"type":"x"}}""")));
        Assert.False(Filter.IsEmpty);
    }
}
