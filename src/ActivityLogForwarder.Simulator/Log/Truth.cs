using ActivityLogForwarder.Simulator.Activities;
using ActivityLogForwarder.Simulator.Faults;

namespace ActivityLogForwarder.Simulator.Log;

/// <summary>Lists what a log holds, whether it is shown at present or not.</summary>
internal static class Truth
{
    /// <summary>The events of a contract, oldest first, each id once.</summary>
    public static IEnumerable<LoggedEvent> Of(ContractLog log, ActiveFaults faults, DateTime now)
    {
        var view = new LogView(log, faults, now);
        var writer = new HitWriter(log, view.Added, faults);
        var ids = new EventIds();
        // A made-up event's own id is its alone, so that millions of them need not be remembered.
        var carried = new HashSet<string>(StringComparer.Ordinal);
        using var page = new Utf8Page();
        foreach (var (hit, isHidden) in view.Enumerate(0, long.MaxValue))
        {
            if (!hit.HasEvent)
                continue;
            string? id;
            if (writer.HasPlainId(hit))
            {
                id = hit.Kind == HitKind.Event ? log.Writer.IdOf(hit.Index).ToString() : null;
            }
            else
            {
                page.Truncate(0);
                writer.WriteSource(page, hit);
                var source = page.Written.Span;
                id = writer.CarriedId(hit, source) is { } given
                    ? carried.Add(given) ? given : null
                    : IsObject(source) ? ids.FromContent(source) : null;
            }

            if (id is not null)
                yield return new LoggedEvent(id, new DateTime(hit.Ticks, DateTimeKind.Utc), isHidden);
        }
    }

    private static bool IsObject(ReadOnlySpan<byte> source) => source.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
}
