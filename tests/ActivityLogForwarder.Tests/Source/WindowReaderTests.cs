using System.Globalization;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;
using ActivityLogForwarder.Source;
using ActivityLogForwarder.Tests.Sinks;
using ActivityLogForwarder.Tests.Some;
using Microsoft.AspNetCore.Http;

namespace ActivityLogForwarder.Tests.Source;

public sealed class WindowReaderTests
{
    /// <summary>The events that the API lists, by second, in its order; it shows two a page.</summary>
    private readonly List<(string Id, int Second)> _listed = [];

    /// <summary>What makes each event large.</summary>
    private string _padding = "";

    [Fact]
    public async Task An_id_listed_in_two_seconds_of_which_one_is_doubtful_is_taken_once()
    {
        // Read as a whole, "twice" stands on two pages, hence its second place is read alone, and there it is again.
        _listed.AddRange([("twice", 0), ("a", 0), ("twice", 1), ("b", 1), ("c", 2)]);
        using var read = await ReadAsync();
        Assert.Equal(["a", "b", "c", "twice"], IdsOf(read));
        Assert.True(read.IsTrusted);
    }

    [Fact]
    public async Task An_id_listed_in_two_doubtful_seconds_is_taken_once()
    {
        _listed.AddRange([("twice", 0), ("a", 0), ("a", 0), ("twice", 1), ("twice", 1), ("b", 1)]);
        using var read = await ReadAsync();
        Assert.Equal(["a", "b", "twice"], IdsOf(read));
    }

    [Fact]
    public async Task Events_without_ids_that_stand_on_two_pages_are_all_taken()
    {
        _listed.AddRange([("", 0), ("a", 0), ("", 0), ("b", 1)]);
        using var read = await ReadAsync();
        Assert.Equal(4, IdsOf(read).Count);
        Assert.True(read.IsTrusted);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(6, false)]
    public async Task A_window_of_more_bytes_than_are_to_be_in_memory_is_not_read_whole(int events, bool isWhole)
    {
        _padding = new string('x', (int)Walker.MaxWindowBytes / 5);
        _listed.AddRange(Enumerable.Range(0, events).Select(number => ($"id-{number}", number)));
        using var read = await ReadAsync();
        Assert.Equal(isWhole, read.IsWhole);
        Assert.InRange(read.Bytes, 1, Walker.MaxWindowBytes);
    }

    [Fact]
    public async Task A_single_second_is_read_whole_though_it_has_more_bytes()
    {
        _padding = new string('x', (int)Walker.MaxWindowBytes / 5);
        _listed.AddRange(Enumerable.Range(0, 6).Select(number => ($"id-{number}", 0)));
        using var read = await ReadAsync(TimeSpan.FromSeconds(1));
        Assert.True(read.IsWhole);
        Assert.Equal(6, IdsOf(read).Count);
    }

    private static List<string> IdsOf(ReadWindow read)
    {
        var ids = read.Events.Select(activity => activity.Id.ToString()).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(ids.Distinct(), ids);
        return ids;
    }

    private async Task<ReadWindow> ReadAsync(TimeSpan? length = null)
    {
        await using var api = new LoopbackServer(AnswerAsync);
        await api.UpAsync();
        var options = new SourceOptions { Url = api.Url, RequestsPerSecond = 1000, PageSize = 2 };
        using var metrics = new ForwarderMetrics();
        using var client = new ApiClient(options, TimeProvider.System);
        using var session = new AccountSession(
            new AccountOptions("main") { Token = Secret.FromText("any") }, options, client, new ShapeTree(), metrics, TimeProvider.System);
        var reader = new WindowReader(new Walker(session, Events.Contract, ReadPriority.Live), Events.Contract);
        return await reader.ReadAsync(new Window(Events.Start, Events.Start + (length ?? TimeSpan.FromMinutes(1))), TestContext.Current.CancellationToken);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var from = (int)(TimeOf(context, "dateStart") - Events.Start).TotalSeconds;
        var to = (int)(TimeOf(context, "dateEnd") - Events.Start).TotalSeconds;
        var inside = _listed.Where(listed => listed.Second >= from && listed.Second < to).ToList();
        var page = inside.Skip(Number(context, "offset")).Take(Number(context, "limit")).Select(listed =>
        {
            var time = Events.Start.AddSeconds(listed.Second).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var id = listed.Id.Length > 0 ? $"\"@uuid\":\"{listed.Id}\"," : "";
            return $$"""{ "_source": { {{id}} "meta": { "time":"{{time}}" }, "padding":"{{_padding}}" } }""";
        });
        await context.Response.WriteAsync(
            string.Create(CultureInfo.InvariantCulture, $$"""{ "hits": { "total":{{inside.Count}}, "hits":[{{string.Join(',', page)}}] } }"""));
    }

    private static int Number(HttpContext context, string name) => int.Parse(context.Request.Query[name]!, CultureInfo.InvariantCulture);

    private static DateTime TimeOf(HttpContext context, string name) =>
        DateTime.Parse(context.Request.Query[name]!, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
}
