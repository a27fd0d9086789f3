using System.Reflection;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Conformance;

public sealed class MapperConformanceCoverageTests
{
    [Fact]
    public void Every_format_has_its_conformance_suite()
    {
        var formats = typeof(MapperType).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Where(field => field.FieldType == typeof(MapperType))
            .Select(field => ((MapperType)field.GetValue(null)!).Create(new MapperSettings()).GetType().Name)
            .Order().ToList();
        var suites = typeof(MapperConformance).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(MapperConformance)) && !type.IsAbstract)
            .Select(type => ((MapperConformance)Activator.CreateInstance(type)!).MapperClass.Name)
            .Order().ToList();
        Assert.NotEmpty(formats);
        Assert.Equal(formats, suites);
    }
}
