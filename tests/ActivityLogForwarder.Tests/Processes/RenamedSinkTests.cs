using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Tests.Conformance;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary><c>formerly</c>: a sink that is renamed goes on where it was.</summary>
public sealed class RenamedSinkTests
{
    private static readonly string Renamed = Installation.ToFile.Replace("archive: {", "store: { formerly: archive,", StringComparison.Ordinal);

    [Fact]
    public async Task A_renamed_sink_gets_nothing_twice_and_misses_nothing()
    {
        await using var installation = await Installation.StartAsync(2000);
        installation.Elasticsearch.Faults.RefuseOneIn(200);
        await installation.RunAsync(4, "run", "--once");
        var letters = (await installation.RunAsync(0, "dead-letters", "list")).OutputLines.Length;
        Assert.NotEqual(0, letters);

        var heir = Installation.ToElasticsearch.Replace("siem: {", "elastic: { formerly: siem,", StringComparison.Ordinal);
        installation.Configure($"{Renamed}\n{heir}");
        var orphans = (await installation.RunAsync(0, "state", "prune", "--dry-run")).Output;
        Assert.Contains("nothing", orphans, StringComparison.Ordinal);
        installation.Api.AddEvents(installation.Api.Contracts[0], [Some()]);
        installation.Elasticsearch.Faults.Judge = null;
        var first = await installation.RunAsync(0, "run", "--once");
        Assert.Contains("Sink store goes on where archive stood", first.Errors, StringComparison.Ordinal);
        Same.Once(installation.Truth, installation.Archived);
        Assert.Equal(letters, (await installation.RunAsync(0, "dead-letters", "list")).OutputLines.Count(line => line.Contains("\telastic\t", StringComparison.Ordinal)));
        await installation.RunAsync(0, "dead-letters", "replay", "--sink", "elastic");
        Same.Once(installation.Truth, installation.Indexed);
        Assert.Equal(0, installation.Elasticsearch.Indices.Conflicts);
        Assert.Equal(["elastic", "store"], (await installation.LanesAsync()).Select(lane => lane.GetProperty("sink").GetString()));
        await installation.RunAsync(0, "verify", "--full");

        // The key may stay where it is.
        var second = await installation.RunAsync(0, "run", "--once");
        Assert.DoesNotContain("goes on where", second.Errors, StringComparison.Ordinal);
        Same.Once(installation.Truth, installation.Archived);
        await installation.RunAsync(0, "state", "check");
    }

    [Fact]
    public async Task A_sink_that_has_state_of_its_own_takes_nothing_over()
    {
        await using var installation = await Installation.StartAsync();
        installation.Configure(Installation.ToFile);
        await installation.RunAsync(0, "run", "--once");
        installation.Configure(Renamed.Replace("formerly: archive,", "", StringComparison.Ordinal));
        await installation.RunAsync(0, "run", "--once");
        installation.Configure(Renamed);
        var finished = await installation.RunAsync(3, "run", "--once");
        Assert.Contains("The sinks store and archive, its former name, both have state", Assert.Single(finished.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(["archive", "store"], (await installation.LanesAsync()).Select(lane => lane.GetProperty("sink").GetString()));

        // Both cures do.
        installation.Configure(Renamed.Replace("store:", "store2:", StringComparison.Ordinal));
        await installation.RunAsync(0, "run", "--once");
        installation.Configure(Renamed.Replace("formerly: archive,", "", StringComparison.Ordinal));
        await installation.RunAsync(0, "run", "--once");
    }

    [Fact]
    public async Task A_former_name_that_is_still_a_sink_is_an_error_of_the_configuration()
    {
        await using var installation = await Installation.StartAsync();
        installation.Configure($"{Installation.ToFile}\n{Renamed}");
        var finished = await installation.RunAsync(2, "validate");
        Assert.Contains("sinks.store.formerly: 'archive' is still a sink", finished.Errors, StringComparison.Ordinal);
    }

    private static SimulatedEvent Some()
    {
        var time = DateTime.UtcNow.AddSeconds(-20);
        return new(time, $$$"""{"@uuid":"{{{Guid.NewGuid()}}}","meta":{"time":"{{{time:yyyy-MM-ddTHH:mm:ss.fffZ}}}"}}""");
    }
}
