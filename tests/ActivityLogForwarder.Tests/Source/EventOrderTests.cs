using ActivityLogForwarder.Core;
using ActivityLogForwarder.Source;
using ActivityLogForwarder.Tests.Some;
using FsCheck;
using FsCheck.Fluent;

namespace ActivityLogForwarder.Tests.Source;

public sealed class EventOrderTests
{
    [Fact]
    public void Events_are_sorted_by_time_and_ties_stay_in_the_order_given()
    {
        var orders = Gen.OneOf(
            Gen.Choose(0, 5).ListOf().Select(seconds => seconds.ToList()),
            Gen.Choose(0, 5).ListOf().Select(seconds => seconds.OrderDescending().ToList()),
            Gen.Choose(0, 5).ListOf().Select(seconds => seconds.Order().ToList())).ToArbitrary();
        Prop.ForAll(orders, seconds =>
        {
            var given = seconds.Select((second, index) => Events.Event(index, Events.Start.AddSeconds(second))).ToList();
            var sorted = given.ToList();
            EventOrder.Sort(sorted);
            Assert.Equal(given.OrderBy(activity => activity.Time).Select(activity => activity.Id), sorted.Select(activity => activity.Id));
        }).QuickCheckThrowOnFailure();
    }
}
