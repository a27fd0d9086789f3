using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Commands;

/// <summary>
/// The input of <c>map</c>: a page of the API, an array of hits or events, one hit or event, or any of these one after
/// the other, on lines of their own or not. Only one document is held in memory at a time.
/// </summary>
/// <param name="input">Where the documents are read from. Not disposed.</param>
/// <param name="contract">The contract that the events belong to; null: not given.</param>
/// <param name="warn">Told, in one line, of each thing that is no event.</param>
public sealed class MapInput(Stream input, Contract? contract, Action<string> warn)
{
    /// <summary>
    /// The events in the order of the input; each is valid until the next one is asked for. Where the input cannot
    /// be read any further, the events before that place come first.
    /// </summary>
    /// <exception cref="MapInputException">The input is no JSON, or neither objects nor arrays.</exception>
    public IEnumerable<ActivityEvent> Read()
    {
        // Byte-identical events without an id are told apart throughout the input, whether on one page or on lines.
        var ids = new EventIdRule();
        using var documents = new JsonDocuments(input);
        while (true)
        {
            MapInputException? failure = null;
            try
            {
                if (!documents.MoveNext())
                    yield break;
            }
            catch (MapInputException exception)
            {
                failure = exception;
            }

            var events = new MapDocument(documents.Current, ids, contract, message => warn($"line {documents.Line}: {message}"))
                .ReadEvents(isWhole: failure is null);
            foreach (var activity in events)
                yield return activity;
            if (failure is not null)
                throw failure;
        }
    }
}
