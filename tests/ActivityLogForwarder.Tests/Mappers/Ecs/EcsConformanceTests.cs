using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers.Ecs;
using ActivityLogForwarder.Tests.Conformance;

namespace ActivityLogForwarder.Tests.Mappers.Ecs;

public sealed class EcsConformanceTests : MapperConformance
{
    protected override MapperType Format => EcsMapper.Type;
}
