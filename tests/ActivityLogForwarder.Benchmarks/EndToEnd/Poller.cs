using System.Globalization;

namespace ActivityLogForwarder.Benchmarks.EndToEnd;

/// <summary>
/// A peer that polls the API by itself and ends: the typed .NET forwarder or the Python script. Of many events it
/// gets the first part of the day only, since it takes several times as long.
/// </summary>
/// <param name="name">What the table calls it.</param>
/// <param name="format"><c>ecs</c> to <c>_bulk</c>, <c>cef</c> to TCP syslog or <c>kafka</c>, which gets ECS.</param>
/// <param name="command">The program and its first arguments.</param>
internal sealed class Poller(string name, string format, string[] command) : IForwarder
{
    /// <summary>The most events that peers get.</summary>
    public const long Most = 200_000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public string Name => name;

    public async Task<Result> RunAsync(BenchOptions options, Uri api, long events)
    {
        await using Receiver receiver = format switch { "ecs" => new BulkReceiver(), "cef" => new SyslogReceiver(), _ => new KafkaReceiver() };
        var folder = Directory.CreateDirectory(Path.Combine(options.Folder, "poller"));
        var start = DateTime.Parse(Simulator.End, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind) - Day;
        string[] arguments =
        [
            .. command[1..], api.Port.ToString(CultureInfo.InvariantCulture), Format(start), Format(start + (Day * Math.Min(1, (double)Most / events))), format,
            receiver.Port.ToString(CultureInfo.InvariantCulture), folder.FullName,
        ];
        var log = Path.Combine(options.Folder, "poller.log");
        using var child = Child.Start(command[0], arguments, log);
        await child.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        var printed = await File.ReadAllTextAsync(log).ConfigureAwait(false);
        if (child.ExitCode != 0 || printed.Trim() != receiver.Count.ToString(CultureInfo.InvariantCulture))
            throw new InvalidOperationException($"{name}: exit code {child.ExitCode}, {receiver.Count} events arrived: {printed}");
        return new Result(child, receiver.Count, receiver.FirstAt);
    }

    private static string Format(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
