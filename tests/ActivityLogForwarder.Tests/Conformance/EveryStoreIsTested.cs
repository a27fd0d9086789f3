using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Conformance;

public sealed class EveryStoreIsTested
{
    [Fact]
    public void Every_checkpoint_store_has_its_conformance_suite()
    {
        var stores = typeof(ICheckpointStore).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(ICheckpointStore)))
            .ToList();
        var tested = typeof(EveryStoreIsTested).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.BaseType is { IsGenericType: true } suite
                && suite.GetGenericTypeDefinition() == typeof(CheckpointStoreConformance<>))
            .Select(type => type.BaseType!.GenericTypeArguments[0]);
        Assert.NotEmpty(stores);
        Assert.Empty(stores.Except(tested));
    }
}
