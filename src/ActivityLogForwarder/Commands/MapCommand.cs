using System.CommandLine;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations;
using ActivityLogForwarder.Sinks.Stdout;

namespace ActivityLogForwarder.Commands;

/// <summary><c>map</c>: API pages or events in, records out, one a line. No configuration needed.</summary>
public static class MapCommand
{
    private const int FlushAt = 64 * 1024;

    public static Command Create()
    {
        var to = new Option<string>("--to") { Description = "The format of the records.", Required = true, HelpName = "FORMAT" };
        to.AcceptOnlyFromAmong([.. Slices.Formats]);
        var contract = new Option<string?>("--contract") { Description = "The contract in whose log the events stand.", HelpName = "N" };
        var original = new Option<bool>("--original") { Description = "Carry each event as it came." };
        var file = new Argument<FileInfo?>("FILE") { Description = "What to read; standard input without it.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("map", "Map API pages or events to a format.") { to, contract, original, file };
        command.SetAction((arguments, cancellationToken) => RunAsync(
            Slices.CreateMapper(arguments.GetValue(to)!, new MapperSettings(arguments.GetValue(original), MapperSettings.DefaultDataStream)),
            arguments.GetValue(contract), arguments.GetValue(file), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(IMapper mapper, string? contract, FileInfo? file, CancellationToken cancellationToken)
    {
        if (file is { Exists: false })
        {
            await Console.Error.WriteLineAsync(Printable.Escape($"There is no file {file.FullName}.")).ConfigureAwait(false);
            return ExitCode.Usage;
        }

        await using var input = file?.OpenRead() ?? Console.OpenStandardInput();
        await using var output = StdoutSink.OpenStandardOutput();
        using var buffer = new Utf8Buffer(2 * FlushAt);
        try
        {
            var events = new MapInput(
                input, contract is null ? null : new Contract("", contract),
                warning => Console.Error.WriteLine(Printable.Escape($"warning: {warning}")));
            foreach (var activity in events.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                mapper.Map(activity, buffer);
                buffer.Write((byte)'\n');
                if (buffer.Length >= FlushAt)
                    Flush();
            }

            Flush();
            return ExitCode.Done;
        }
        catch (MapInputException exception)
        {
            Flush();
            await Console.Error.WriteLineAsync(Printable.Escape(exception.Message)).ConfigureAwait(false);
            return ExitCode.Usage;
        }

        void Flush()
        {
            output.Write(buffer.WrittenSpan);
            buffer.Clear();
        }
    }
}
