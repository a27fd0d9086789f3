using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Operations;

/// <summary>The status for a terminal: plain text in columns.</summary>
public static class StatusTable
{
    private const string Reset = "\u001b[0m";

    /// <summary>Whether standard output wants colours: a terminal, and <c>NO_COLOR</c> empty or unset.</summary>
    public static bool WantsColour() =>
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    public static void Write(ForwarderStatus status, TextWriter output, bool colour)
    {
        if (status.Lanes.Count == 0)
            output.Write("Nothing has been delivered yet.\n");
        else
            WriteLanes(status, output, colour);
        foreach (var remark in StatusView.Remarks(status))
            output.Write(Printable.Escape(remark) + "\n");
    }

    private static void WriteLanes(ForwarderStatus status, TextWriter output, bool colour)
    {
        var rows = status.Lanes
            .Select(lane => StatusView.Cells(lane, status.Now).Select(Printable.Escape).ToArray())
            .ToList();
        string[] head = [.. StatusView.Columns.Select(column => column.ToUpperInvariant())];
        var widths = head.Select((column, i) => rows.Max(row => row[i].Length) is var widest && widest > column.Length ? widest : column.Length)
            .ToArray();

        output.Write(Line(head, widths) + "\n");
        for (var i = 0; i < rows.Count; i++)
        {
            var line = Line(rows[i], widths);
            var style = colour ? Style(StatusView.Mood(status.Lanes[i], status.Now)) : null;
            output.Write(style is null ? line + "\n" : $"{style}{line}{Reset}\n");
        }
    }

    private static string Line(string[] cells, int[] widths) => string.Join(
        "  ", cells.Select((cell, i) => StatusView.IsNumber(i) ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd();

    private static string? Style(LaneMood mood) => mood switch
    {
        LaneMood.Bad => "\u001b[31m",
        LaneMood.Behind => "\u001b[33m",
        LaneMood.Orphaned => "\u001b[2m",
        _ => null,
    };
}
