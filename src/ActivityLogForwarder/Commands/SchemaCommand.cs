using System.CommandLine;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Configuration.Schema;

namespace ActivityLogForwarder.Commands;

/// <summary><c>schema</c>: the JSON Schema of the configuration file.</summary>
public static class SchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Print the JSON Schema of the configuration file.");
        command.SetAction(_ => Console.Out.Write(ConfigurationSchema.Write(Slices.Sinks, Slices.Formats)));
        return command;
    }
}
