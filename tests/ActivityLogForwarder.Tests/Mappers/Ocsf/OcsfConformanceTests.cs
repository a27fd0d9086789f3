using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers.Ocsf;
using ActivityLogForwarder.Tests.Conformance;

namespace ActivityLogForwarder.Tests.Mappers.Ocsf;

public sealed class OcsfConformanceTests : MapperConformance
{
    protected override MapperType Format => OcsfMapper.Type;
}
