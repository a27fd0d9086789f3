using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Tests.Mappers;
using ActivityLogForwarder.Tests.Some;

namespace ActivityLogForwarder.Tests.Core;

public sealed class MappedEventsTests : IDisposable
{
    private const int Count = 300;

    private readonly CountingMapper _mapper = new();
    private readonly WindowRead _window = new(
        new Window(DateTime.UnixEpoch, DateTime.UnixEpoch.AddHours(1)),
        [.. Enumerable.Range(0, Count).Select(i => Sample.Event($$"""{"n":{{i}}}"""))], null);

    public void Dispose() => _window.Dispose();

    [Fact]
    public void Lanes_that_read_at_the_same_time_share_the_records()
    {
        using var fast = _window.Map(_mapper).Read();
        using var slow = _window.Map(_mapper).Read();
        ReadAll(fast);
        ReadAll(slow);
        Assert.Equal(Count, _mapper.Mapped);
    }

    [Fact]
    public void A_slow_lane_keeps_its_records_when_others_are_done()
    {
        using var slow = _window.Map(_mapper).Read();
        Assert.True(slow.TryGet(0, out var first, out _));
        using (var fast = _window.Map(_mapper).Read())
            ReadAll(fast);
        Assert.Equal("""{"n":0}""", Encoding.UTF8.GetString(first.Body.Span));
        ReadAll(slow);
        Assert.Equal(Count, _mapper.Mapped);
    }

    [Fact]
    public void Records_that_all_have_released_are_mapped_again_for_a_late_lane()
    {
        using (var early = _window.Map(_mapper).Read())
        {
            ReadAll(early);
            using var late = _window.Map(_mapper).Read();
            ReadAll(late);
        }

        Assert.InRange(_mapper.Mapped, Count + 256, 2 * Count);
    }

    [Theory]
    [InlineData("ab", true, true)]
    [InlineData("a\0b", false, true)]
    [InlineData("a\nb", false, false)]
    [InlineData("a\rb", false, false)]
    [InlineData("", false, false)]
    public void Sinks_look_through_a_record_again_only_if_something_is_odd(string record, bool isKnown, bool isOneLine)
    {
        var activity = new ActivityEvent(Encoding.UTF8.GetBytes(record), EventId.FromText("a-1"u8.ToArray()), null, default, false);
        using var window = new WindowRead(default, [activity], null);
        using var reader = window.Map(new CopyMapper()).Read();
        Assert.True(reader.TryGet(0, out var payload, out _));
        Assert.Equal((isKnown, isOneLine), (payload.IsKnownOneLine, payload.IsOneLine));
    }

    [Fact]
    public void What_a_batch_has_not_released_stays()
    {
        using var reader = _window.Map(_mapper).Read();
        Assert.True(reader.TryGet(129, out var payload, out _));
        reader.Release(130);
        Assert.True(reader.TryGet(Count - 1, out _, out _));
        Assert.Equal("""{"n":129}""", Encoding.UTF8.GetString(payload.Body.Span));
    }

    private static void ReadAll(MappedEvents.Reader reader)
    {
        for (var i = 0; i < Count; i++)
        {
            Assert.True(reader.TryGet(i, out var payload, out _));
            Assert.Equal($$"""{"n":{{i}}}""", Encoding.UTF8.GetString(payload.Body.Span));
            reader.Release(i + 1);
        }
    }

    private sealed class CountingMapper : IMapper
    {
        public int Mapped { get; private set; }

        public void Map(ActivityEvent activity, Utf8Buffer output)
        {
            Mapped++;
            output.Write(activity.Source.Span);
        }
    }
}
