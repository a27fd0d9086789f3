namespace ActivityLogForwarder.Core;

/// <summary>
/// Turns an event into one record of a format. Pure, total and deterministic: same event, same bytes, on any machine,
/// in any culture and time zone. It looks at no clock and no configuration at run time, and is safe for concurrent
/// use. Two mappers that are equal write the same bytes; the pump maps once for all of them.
/// </summary>
public interface IMapper
{
    /// <summary>Appends the record: UTF-8, one line, without a line break at its end.</summary>
    void Map(ActivityEvent activity, Utf8Buffer output);

    /// <summary>
    /// Maps for a sink, which may want to know the event's facts as well: those that reading it for the record has shown are kept
    /// with it. True when the record is known to be one line without a zero byte.
    /// </summary>
    bool MapForSink(ActivityEvent activity, Utf8Buffer output)
    {
        Map(activity, output);
        return false;
    }

    /// <summary>
    /// The printable ASCII character that stands in the record with a backslash before it wherever a text of the event
    /// holds it, beside quotes and backslashes; 0: none.
    /// </summary>
    byte Escaped => 0;

    /// <summary>
    /// Whether records may be written by templates: beside constants they tell only what the event holds and the number of its
    /// contract, and nothing is quicker.
    /// </summary>
    bool AllowsTemplates => true;

    /// <summary>Whether records hold parts of the user's name or of the request's URI by themselves, or look otherwise where an event has none.</summary>
    bool TellsParts => true;
}
