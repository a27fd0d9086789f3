using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers.Leef;
using ActivityLogForwarder.Tests.Conformance;

namespace ActivityLogForwarder.Tests.Mappers.Leef;

public sealed class LeefConformanceTests : MapperConformance
{
    protected override MapperType Format => LeefMapper.Type;

    protected override bool IsJson => false;
}
