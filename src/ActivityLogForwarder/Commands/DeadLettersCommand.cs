using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using ActivityLogForwarder.Composition;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations;

namespace ActivityLogForwarder.Commands;

/// <summary><c>dead-letters list|show|replay|discard</c>: what was set aside, and why; sending it again.</summary>
public static class DeadLettersCommand
{
    public static Command Create() => new("dead-letters", "Show events that were set aside, send them again, or let them go.")
    {
        CreateList(), CreateShow(),
        CreateJob("replay", "Send dead letters to their sink once more.", JobKind.Replay),
        CreateJob("discard", "Let dead letters go; they count as settled.", JobKind.Discard),
    };

    private static Command CreateList()
    {
        var config = ConfiguredCommand.ConfigOption();
        var json = new Option<bool>("--json") { Description = "Print one JSON document a line." };
        var command = new Command("list", "List dead letters: id, contract, sink, time, reason.") { config, json };
        command.SetAction(arguments => ConfiguredCommand.RunAsync(arguments.GetValue(config)!, async options =>
        {
            await using var store = Stores.OpenReadOnly(options.State);
            foreach (var letter in store.DeadLetters())
                Console.Out.WriteLine(arguments.GetValue(json) ? ToJson(letter) : ToLine(letter));
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateShow()
    {
        var config = ConfiguredCommand.ConfigOption();
        var id = new Argument<string>("ID") { Description = "The dead letter's number, as list shows it, or the event's id." };
        var command = new Command("show", "Show a dead letter with its payload; an event set aside for several sinks has several.") { config, id };
        command.SetAction(arguments => ConfiguredCommand.RunAsync(arguments.GetValue(config)!, async options =>
        {
            await using var store = Stores.OpenReadOnly(options.State);
            var letters = Find(store, arguments.GetValue(id)!);
            if (letters.Count == 0)
                Console.Error.WriteLine(Printable.Escape($"There is no dead letter {arguments.GetValue(id)}; 'dead-letters list' shows those there are."));
            foreach (var letter in letters)
                Console.Out.WriteLine(ToJson(letter));
            return letters.Count == 0 ? ExitCode.Usage : ExitCode.Done;
        }));
        return command;
    }

    private static Command CreateJob(string name, string description, JobKind kind)
    {
        var config = ConfiguredCommand.ConfigOption();
        var ids = new Argument<string[]>("ID") { Description = "Numbers as list shows them, or event ids; all without any.", Arity = ArgumentArity.ZeroOrMore };
        var contracts = Arguments.ContractsOption();
        var sinks = Arguments.SinksOption();
        var command = new Command(name, description) { config, ids, contracts, sinks };
        command.SetAction(arguments => ConfiguredCommand.RunAsync(arguments.GetValue(config)!, async options =>
        {
            var numbers = new List<long>();
            await using (var store = Stores.OpenReadOnly(options.State))
            {
                foreach (var id in arguments.GetValue(ids) ?? [])
                {
                    var letters = Find(store, id);
                    if (letters.Count == 0)
                    {
                        await Console.Error.WriteLineAsync(Printable.Escape($"There is no dead letter {id}; 'dead-letters list' shows those there are.")).ConfigureAwait(false);
                        return ExitCode.Usage;
                    }

                    numbers.AddRange(letters.Select(letter => letter.Number));
                }
            }

            return await JobCommand.RunAsync(options, kind, new JobArguments(
                arguments.GetValue(contracts) ?? [], arguments.GetValue(sinks) ?? [], Numbers: numbers)).ConfigureAwait(false);
        }));
        return command;
    }

    // A number is one of ours first: an event's id may be all digits as well.
    private static List<DeadLetter> Find(ICheckpointStore store, string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && store.FindDeadLetter(number) is { } numbered
            ? [numbered]
            : [.. store.DeadLetters().Where(letter => letter.EventId == id).Select(letter => store.FindDeadLetter(letter.Number)).OfType<DeadLetter>()];

    private static string ToLine(DeadLetter letter) => string.Create(
        CultureInfo.InvariantCulture,
        $"{letter.Number}\t{Printable.Escape(letter.EventId)}\t{letter.Lane.Contract}\t{letter.Lane.Sink}\t{Window.Format(letter.EventTime)}\t{Printable.Escape(letter.Reason)}");

    private static string ToJson(DeadLetter letter)
    {
        // The default escaping leaves nothing that a terminal would act on.
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("id", letter.Number);
            json.WriteString("eventId", letter.EventId);
            json.WriteString("contract", letter.Lane.Contract);
            json.WriteString("sink", letter.Lane.Sink);
            json.WriteString("eventTime", Window.Format(letter.EventTime));
            json.WriteString("setAsideAt", Window.Format(letter.SetAsideAt));
            json.WriteString("reason", letter.Reason);
            if (letter.Payload is not null)
            {
                // As text: the payload is whatever the API gave, which may not even be valid Unicode.
                json.WriteString("payload", System.Text.Encoding.UTF8.GetString(letter.Payload));
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
