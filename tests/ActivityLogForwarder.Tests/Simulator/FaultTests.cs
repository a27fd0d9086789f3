using ActivityLogForwarder.Simulator.Faults;

namespace ActivityLogForwarder.Tests.Simulator;

public sealed class FaultTests
{
    private static readonly Dictionary<string, Func<Bench, Task>> Checks = new IEnumerable<KeyValuePair<string, Func<Bench, Task>>>[]
    {
        EnvelopeFaultChecks.All, EventFaultChecks.All, PagingFaultChecks.All, AccessFaultChecks.All, TransportFaultChecks.All,
    }.SelectMany(checks => checks).ToDictionary();

    public static TheoryData<string> Names => [.. FaultTable.All.Select(kind => kind.Name)];

    /// <summary>Each check gets a simulator without faults and switches its own on.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_fault_does_what_its_sentence_says(string name)
    {
        Assert.True(Checks.ContainsKey(name), $"The fault {name} has no check.");
        await using var bench = await Bench.StartAsync(change: options => options with { Contracts = ["31990001", "31990002"] });
        await Checks[name](bench);
    }

    [Fact]
    public void No_check_is_without_its_fault_and_no_name_is_taken_twice()
    {
        var names = FaultTable.All.Select(kind => kind.Name).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Empty(Checks.Keys.Except(names));
    }

    [Fact]
    public async Task Faults_combine()
    {
        await using var bench = await Bench.StartAsync("total-object,no-uuid,bom=always,short-pages");
        var answer = await bench.PageAsync("limit=30");
        Assert.Equal([0xEF, 0xBB, 0xBF], answer.Body[..3]);
        var page = answer with { Body = answer.Body[3..] };
        Assert.Equal("eq", page.Total.GetProperty("relation").GetString());
        Assert.Equal(20, page.Hits.Count);
        Assert.DoesNotContain(page.Sources, source => source.TryGetProperty("@uuid", out _));
    }

    [Fact]
    public async Task A_fault_that_is_switched_off_leaves_no_trace()
    {
        await using var bench = await Bench.StartAsync();
        var before = (await bench.PageAsync("limit=10000")).Body;
        foreach (var kind in FaultTable.All.Where(kind => kind.Name is not ("future" or "reads-logged")))
            bench.Simulator.Faults.Enable(kind.Name);

        bench.Simulator.Faults.Disable();

        Assert.Equal(before, (await bench.PageAsync("limit=10000")).Body);
        Assert.Empty(bench.Simulator.Faults.Enabled);
    }

    [Theory]
    [InlineData("nonsense", "no fault 'nonsense'")]
    [InlineData("late,nonsense=3", "no fault 'nonsense'")]
    [InlineData("late=3", "cannot read '3' as by (a duration")]
    [InlineData("late=3h:often=2", "no parameter 'often'")]
    [InlineData("429-seconds=soon", "cannot read 'soon' as seconds (a whole number)")]
    [InlineData("no-window-limit=3", "takes no value")]
    [InlineData("oldest-first:always", "no parameter 'every'")]
    public void A_list_that_cannot_be_read_is_refused_with_the_reason(string list, string reason)
    {
        Assert.False(FaultSet.TryParse(list, out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_is_read_with_spaces_parameters_and_nothing_at_all()
    {
        Assert.Empty(FaultSet.Parse(""));
        Assert.Equal(
            ["late", "500", "429-seconds"],
            FaultSet.Parse(" late=3h:every=2, 500:always ,429-seconds=5:every=10,").Select(setting => setting.Kind.Name));
    }

    [Fact]
    public void Help_names_every_fault_and_every_parameter()
    {
        var help = FaultSet.Help();
        Assert.All(FaultTable.All, kind =>
        {
            Assert.Contains($"\n{kind.Name}\n    {kind.Does}\n", help, StringComparison.Ordinal);
            Assert.EndsWith(".", kind.Does, StringComparison.Ordinal);
            Assert.True(FaultSet.TryParse(kind.Name, out _, out _));
        });
    }
}
