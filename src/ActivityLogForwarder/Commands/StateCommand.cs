using System.CommandLine;
using System.Globalization;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations;
using ActivityLogForwarder.Sinks.Stdout;
using ActivityLogForwarder.State;

namespace ActivityLogForwarder.Commands;

/// <summary><c>state check|export|import|prune</c>: what the forwarder remembers, as a whole.</summary>
public static class StateCommand
{
    public static Command Create() => new("state", "Check the state, carry it elsewhere, or take away what is no longer configured.")
    {
        CreateCheck(), CreateExport(), CreateImport(), StatePruneCommand.Create(),
    };

    private static Command CreateCheck()
    {
        var config = ConfiguredCommand.ConfigOption();
        var command = new Command("check", "Look for damage in the file and for what does not agree in it; also beside a running forwarder.") { config };
        command.SetAction(arguments => ConfiguredCommand.RunAsync(arguments.GetValue(config)!, async options =>
        {
            await using var store = Stores.OpenReadOnly(options.State);
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            var check = new StateCheck(NextHour(now - options.Completeness.RecheckWindow), NextHour(now - options.Completeness.Keep));
            var damage = store.FindDamage();
            // Rows that cannot be read need not be looked at closer.
            if (damage.Count == 0)
                check.Run(store.Export());
            foreach (var note in check.Notes)
                Console.Error.WriteLine(Printable.Escape($"note: {note}"));
            var problems = damage.Concat(check.Problems).ToList();
            foreach (var problem in problems)
                Console.Out.WriteLine(Printable.Escape(problem));
            if (problems.Count > 0)
            {
                Console.Error.WriteLine(Printable.Escape(
                    $"The state {options.State.Path} has the problems above: restore a backup, or see with `verify` what is missing, and move it away to begin anew."));
                return ExitCode.State;
            }

            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"The state is sound: {check.Lanes} contracts and sinks, {check.Hours} hours, {check.Ids} ids, {check.DeadLetters} dead letters."));
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateExport()
    {
        var config = ConfiguredCommand.ConfigOption();
        var command = new Command("export", "Write the state as JSON lines to standard output; also beside a running forwarder.") { config };
        command.SetAction(arguments => ConfiguredCommand.RunAsync(arguments.GetValue(config)!, async options =>
        {
            await using var store = Stores.OpenReadOnly(options.State);
            await using var output = StdoutSink.OpenStandardOutput();
            StateExport.Write(store.Export(), output);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateImport()
    {
        var config = ConfiguredCommand.ConfigOption();
        var file = new Argument<FileInfo?>("FILE") { Description = "What export has written; standard input without it.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("import", "Fill a state that is missing or empty with what export has written.") { file, config };
        command.SetAction(arguments => ConfiguredCommand.RunAsync(arguments.GetValue(config)!, async options =>
        {
            var from = arguments.GetValue(file);
            if (from is { Exists: false })
            {
                await Console.Error.WriteLineAsync(Printable.Escape($"There is no file {from.FullName}.")).ConfigureAwait(false);
                return ExitCode.Usage;
            }

            await using var input = from?.OpenRead() ?? Console.OpenStandardInput();
            Stores.Import(options.State, StateImport.Read(Documents(input)), TimeProvider.System);
            await using var store = Stores.OpenReadOnly(options.State);
            var lanes = store.Lanes().Count;
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{lanes} contracts and sinks imported.")).ConfigureAwait(false);
            return ExitCode.Done;
        }));
        return command;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Documents(Stream input)
    {
        using var documents = new JsonDocuments(input);
        while (MoveNext(documents))
            yield return documents.Current;
    }

    private static bool MoveNext(JsonDocuments documents)
    {
        try
        {
            return documents.MoveNext();
        }
        catch (MapInputException exception)
        {
            throw new StateException($"The export cannot be read: {exception.Message}; nothing was imported. Export the state again.", exception);
        }
    }

    private static DateTime NextHour(DateTime time) => Window.FloorToHour(time).AddHours(1);
}
