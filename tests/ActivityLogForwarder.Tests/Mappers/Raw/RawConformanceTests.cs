using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers.Raw;
using ActivityLogForwarder.Tests.Conformance;

namespace ActivityLogForwarder.Tests.Mappers.Raw;

public sealed class RawConformanceTests : MapperConformance
{
    protected override MapperType Format => RawMapper.Type;
}
