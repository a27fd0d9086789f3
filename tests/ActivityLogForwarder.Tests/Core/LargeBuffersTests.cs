using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Core;

public sealed class LargeBuffersTests
{
    private const int Page = 1_100_000;

    private readonly LargeBuffers _buffers = new();

    [Theory]
    [InlineData(1)]
    [InlineData(128 * 1024)]
    [InlineData((128 * 1024) + 1)]
    [InlineData(256 * 1024)]
    [InlineData((256 * 1024) + 1)]
    [InlineData(1024 * 1024)]
    [InlineData((1024 * 1024) + 1)]
    [InlineData(Page)]
    [InlineData(LargeBuffers.MaxKept + 1)]
    public void An_array_has_the_size_asked_for(int size)
    {
        for (var again = 0; again < 2; again++)
        {
            var buffer = _buffers.Rent(size);
            Assert.True(buffer.Length >= size);
            _buffers.Return(buffer);
        }
    }

    [Fact]
    public void Pages_of_about_a_size_lie_in_the_same_memory_one_after_the_other()
    {
        var one = _buffers.Rent(Page);
        var other = _buffers.Rent(Page);
        Assert.NotSame(one, other);
        _buffers.Return(one);
        _buffers.Return(other);
        Assert.Same(other, _buffers.Rent(Page - 50_000));
        Assert.Same(one, _buffers.Rent(Page + 50_000));
    }

    [Fact]
    public void Much_larger_memory_is_not_taken_for_a_small_need()
    {
        var large = _buffers.Rent(4 * Page);
        _buffers.Return(large);
        Assert.NotSame(large, _buffers.Rent(Page));
        Assert.Same(large, _buffers.Rent(4 * Page));
    }

    [Fact]
    public void No_more_is_kept_than_may_be_and_the_oldest_goes_first()
    {
        var pages = Enumerable.Range(0, 30).Select(_ => _buffers.Rent(Page)).ToList();
        pages.ForEach(_buffers.Return);
        var kept = LargeBuffers.MaxKept / pages[0].Length;
        Assert.InRange(kept, 1, pages.Count - 1);
        for (var i = 0; i < kept; i++)
            Assert.Same(pages[^(i + 1)], _buffers.Rent(Page));
        var next = _buffers.Rent(Page);
        Assert.DoesNotContain(pages, page => ReferenceEquals(page, next));
    }

    [Fact]
    public void What_is_held_is_lent_to_nobody_before_the_last_one_lets_it_go()
    {
        var page = _buffers.Rent(Page);
        Assert.True(_buffers.TryHold(page));
        Assert.True(_buffers.TryHold(page));
        _buffers.Return(page);
        Assert.NotSame(page, _buffers.Rent(Page));
        _buffers.LetGo(page);
        Assert.NotSame(page, _buffers.Rent(Page));
        _buffers.LetGo(page);
        Assert.Same(page, _buffers.Rent(Page));
    }

    [Fact]
    public void What_is_let_go_stays_with_the_one_who_rented_it()
    {
        var page = _buffers.Rent(Page);
        _buffers.TryHold(page);
        _buffers.LetGo(page);
        Assert.NotSame(page, _buffers.Rent(Page));
    }

    [Fact]
    public void What_is_held_stays_where_it_is()
    {
        var (page, before) = BehindHole();
        Assert.True(_buffers.TryHold(page));
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        Assert.Equal(before, Marshal.UnsafeAddrOfPinnedArrayElement(page, 0));
        _buffers.LetGo(page);
    }

    [Fact]
    public void What_is_not_large_cannot_be_held() => Assert.False(_buffers.TryHold(_buffers.Rent(LargeBuffers.LargerThan)));

    // What lies before it is garbage once this has returned.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private (byte[] Page, nint Where) BehindHole()
    {
        for (var i = 0; i < 8; i++)
            _ = _buffers.Rent(Page);
        var page = _buffers.Rent(Page);
        return (page, Marshal.UnsafeAddrOfPinnedArrayElement(page, 0));
    }
}
