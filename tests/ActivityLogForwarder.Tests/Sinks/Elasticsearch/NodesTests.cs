using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Tests.Some;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch;

public sealed class NodesTests
{
    private static readonly Uri A = new("https://a.example.com:9200");
    private static readonly Uri B = new("https://b.example.com:9201/es");
    private static readonly Uri C = new("https://c.example.com");

    private readonly ManualClock _clock = new();
    private readonly Nodes _nodes;

    public NodesTests() => _nodes = new Nodes([A, B, C], _clock);

    [Fact]
    public void Nodes_are_asked_in_turn() => Assert.Equal([A, B, C, A, B], Next(5));

    [Fact]
    public void One_that_cannot_be_reached_is_left_out_for_a_while_that_grows()
    {
        foreach (var pause in new[] { 10, 20, 40, 80, 160, 300, 300 })
        {
            Assert.True(Fail(B));
            Assert.DoesNotContain(B, Next(6));
            _clock.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromTicks(1));
            Assert.DoesNotContain(B, Next(6));
            _clock.Advance(TimeSpan.FromTicks(1));
            Assert.Equal(2, Next(6).Count(url => url == B));
        }

        _nodes.Worked(B);
        Fail(B);
        _clock.Advance(Nodes.ShortestPause);
        Assert.Contains(B, Next(3));
    }

    [Fact]
    public void Attempts_that_fail_together_are_one_failure()
    {
        for (var attempt = 0; attempt < 8; attempt++)
            Fail(A);
        _clock.Advance(Nodes.ShortestPause);
        Assert.Contains(A, Next(3));
    }

    [Fact]
    public void When_none_is_left_the_first_to_come_back_is_asked()
    {
        Assert.True(Fail(B));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(Fail(A));
        Assert.False(Fail(C));
        Assert.Equal([B, B, B], Next(3));
        _nodes.Worked(C);
        Assert.Equal([C, C], Next(2));
    }

    [Theory]
    [InlineData("connection-refused", true)]
    [InlineData("connection-failed", true)]
    [InlineData("connection-lost", true)]
    [InlineData("name-not-resolved", true)]
    [InlineData("certificate-not-trusted", true)]
    [InlineData("tls", true)]
    [InlineData("timeout", true)]
    [InlineData("http-502", true)]
    [InlineData("http-503", true)]
    [InlineData("http-504", true)]
    [InlineData("http-401", false)]
    [InlineData("http-403", false)]
    [InlineData("http-429", false)]
    [InlineData("http-500", false)]
    [InlineData("bad-answer", false)]
    [InlineData("credential", false)]
    [InlineData("tls-files", false)]
    public void Only_what_speaks_of_one_node_sets_it_aside(string code, bool isAside)
    {
        Assert.Equal(isAside, _nodes.Failed(A, new SinkException(code, "")));
        Assert.Equal(!isAside, Next(3).Contains(A));
    }

    private bool Fail(Uri node) => _nodes.Failed(node, new SinkException("timeout", ""));

    private List<Uri> Next(int count) => [.. Enumerable.Range(0, count).Select(_ => _nodes.Next())];
}
