using ActivityLogForwarder.Core;
using ActivityLogForwarder.Mappers.Cef;
using ActivityLogForwarder.Tests.Conformance;

namespace ActivityLogForwarder.Tests.Mappers.Cef;

public sealed class CefConformanceTests : MapperConformance
{
    protected override MapperType Format => CefMapper.Type;

    protected override bool IsJson => false;
}
