using System.CommandLine;
using System.CommandLine.Invocation;

namespace ActivityLogForwarder.Commands;

/// <summary>Parses the command line and runs what it names.</summary>
public static class CommandLine
{
    public static async Task<int> InvokeAsync(RootCommand root, string[] arguments)
    {
        var parsed = root.Parse(arguments);
        // Signals are the commands' own business: stopping takes longer than the library would wait.
        var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
        if (parsed.Action is ParseErrorAction)
        {
            configuration.Output = configuration.Error;
            await parsed.InvokeAsync(configuration).ConfigureAwait(false);
            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Failed;
        }
        catch (IOException exception) when (exception.HResult == BrokenPipe)
        {
            // Whoever read the output has seen enough.
            return ExitCode.Done;
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync($"Unexpected error: {Operations.Printable.Escape($"{exception.GetType().Name}: {exception.Message}")}").ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    // EPIPE on Linux.
    private const int BrokenPipe = 32;
}
