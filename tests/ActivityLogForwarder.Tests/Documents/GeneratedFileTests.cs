using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration.Schema;

namespace ActivityLogForwarder.Tests.Documents;

public sealed class GeneratedFileTests
{
    [Fact]
    public async Task The_schema_in_the_repository_is_what_the_program_prints()
    {
        GeneratedFile.Check("config/forwarder.schema.json", ConfigurationSchema.Write(Slices.Sinks, Slices.Formats));
        var printed = await BuiltProgram.RunAsync("schema");
        Assert.Equal(0, printed.ExitCode);
        Assert.Equal(ConfigurationSchema.Write(Slices.Sinks, Slices.Formats), printed.Output);
    }

    [Fact]
    public void The_page_of_keys_is_what_the_description_yields() => GeneratedFile.Check("docs/configuration.md", OptionReference.Render());
}
