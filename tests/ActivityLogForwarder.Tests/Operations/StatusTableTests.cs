using ActivityLogForwarder.Core;
using ActivityLogForwarder.Operations;

namespace ActivityLogForwarder.Tests.Operations;

public sealed class StatusTableTests
{
    [Fact]
    public void Columns_are_aligned_and_numbers_stand_to_the_right()
    {
        var held = Status.Lane("5", "a-long-sink") with { Delivered = 7, IsHeld = true, LastError = "http-404", LastErrorAt = Status.Now };
        Assert.Equal(
            """
            CONTRACT  SINK         CURSOR                LAG  DELIVERED  DEAD LETTERS  STATE  LAST ERROR
            31999999  siem         2026-11-22T02:59:40Z  20s       1234             0  ok
            5         a-long-sink  2026-11-22T02:59:40Z  20s          7             0  held   http-404 at 2026-11-22T03:00:00Z
            Account main: the token expires at 2026-12-22T03:00:00Z

            """.ReplaceLineEndings("\n"),
            Written(Status.Good(Status.Lane(), held)));
    }

    [Fact]
    public void A_weak_confirmation_is_said_in_every_line() =>
        Assert.Contains("ok, unconfirmed", Written(Status.Good(Status.Lane() with { IsConfirmed = false })), StringComparison.Ordinal);

    [Fact]
    public void No_value_can_end_a_line_or_steer_the_terminal()
    {
        var evil = Status.Lane("1\u001b[2J", "s\nforged") with { LastError = "\u009b31m" };
        var status = Status.Good(evil) with { Contracts = [Status.Contract() with { LastError = "a\r\nb" }] };
        var lines = Written(status).TrimEnd('\n').Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.DoesNotContain(lines, line => line.Any(char.IsControl));
    }

    [Fact]
    public void Colour_changes_nothing_but_colour()
    {
        var status = Status.Good(Status.Lane(), Status.Lane() with { IsHeld = true });
        var coloured = Written(status, colour: true);
        Assert.Contains("\u001b[31m31999999", coloured, StringComparison.Ordinal);
        Assert.Equal(Written(status), coloured.Replace("\u001b[31m", "", StringComparison.Ordinal).Replace("\u001b[0m", "", StringComparison.Ordinal));
    }

    [Fact]
    public void An_empty_state_says_so() =>
        Assert.StartsWith("Nothing has been delivered yet.", Written(Status.Good() with { Lanes = [] }), StringComparison.Ordinal);

    private static string Written(ForwarderStatus status, bool colour = false)
    {
        using var writer = new StringWriter();
        StatusTable.Write(status, writer, colour);
        return writer.ToString();
    }
}
