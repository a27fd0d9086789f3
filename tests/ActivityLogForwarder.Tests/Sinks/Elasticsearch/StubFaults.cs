using Microsoft.AspNetCore.Http;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch;

/// <summary>What becomes of one operation instead of what should.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Type">Its error type; null: no error.</param>
/// <param name="FailureStore">Its <c>failure_store</c>.</param>
public sealed record StubVerdict(int Status, string? Type = null, string? FailureStore = null);

/// <summary>How answers are spoilt.</summary>
public enum StubAnswerFault
{
    None,

    /// <summary>The connection breaks in the middle of the answer.</summary>
    BrokenConnection,

    /// <summary>The answer ends in its middle as if it were complete.</summary>
    CutOff,
    OneItemFewer,
    OneItemMore,
    NoItems,
    Empty,
    NotJson,

    /// <summary>A page of some gateway, with status 200.</summary>
    Html,
}

/// <summary>What goes wrong, on purpose. All of it may be changed while the stub runs.</summary>
public sealed class StubFaults
{
    private volatile TaskCompletionSource? _hold;

    /// <summary>Speaks on single operations by their id; null from it: as it should be.</summary>
    public Func<string, StubVerdict?>? Judge { get; set; }

    /// <summary>Status of whole requests, instead of an answer.</summary>
    public int? Status { get; set; }

    /// <summary>The header <c>Retry-After</c> with <see cref="Status"/>.</summary>
    public string? RetryAfter { get; set; }

    public StubAnswerFault Answer { get; set; }

    /// <summary>How long each bulk request takes at least.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Refuses every operation, as a broken template would.</summary>
    public void RefuseEverything() => Judge = _ => new StubVerdict(400, "document_parsing_exception");

    /// <summary>Refuses about one operation in so many, always the same ones: those <see cref="IsRefused"/> names.</summary>
    public void RefuseOneIn(int number) =>
        Judge = id => IsRefused(id, number) ? new StubVerdict(400, "document_parsing_exception") : null;

    public static bool IsRefused(string id, int number)
    {
        var hash = 2166136261u;
        foreach (var c in id)
            hash = (hash ^ c) * 16777619u;
        return (hash >> 7) % (uint)number == 0;
    }

    /// <summary>Lets bulk requests wait until what is returned is disposed.</summary>
    public IDisposable Hold()
    {
        var hold = _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Release(() =>
        {
            _hold = null;
            hold.SetResult();
        });
    }

    internal async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (Latency > TimeSpan.Zero)
            await Task.Delay(Latency, cancellationToken);
        if (_hold is { } hold)
            await hold.Task.WaitAsync(cancellationToken);
    }

    internal async Task<bool> AnswerAsync(HttpContext context)
    {
        if (Status is { } status)
        {
            context.Response.StatusCode = status;
            if (RetryAfter is not null)
                context.Response.Headers.RetryAfter = RetryAfter;
            if (status is >= 300 and < 400)
                context.Response.Headers.Location = "/elsewhere";
            return true;
        }

        var text = Answer switch
        {
            StubAnswerFault.NotJson => "OK",
            StubAnswerFault.Empty => "",
            StubAnswerFault.Html => "<html><body>Please log in</body></html>",
            _ => null,
        };
        if (text is not null)
            await context.Response.WriteAsync(text);
        return text is not null;
    }

    internal async Task SendAsync(HttpContext context, ReadOnlyMemory<byte> answer)
    {
        context.Response.ContentType = "application/vnd.elasticsearch+json;compatible-with=8";
        if (Answer == StubAnswerFault.BrokenConnection)
        {
            context.Response.ContentLength = answer.Length;
            await context.Response.Body.WriteAsync(answer[..(answer.Length / 2)]);
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }

        if (Answer == StubAnswerFault.CutOff)
            answer = answer[..(answer.Length / 2)];
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer);
    }

    private sealed class Release(Action action) : IDisposable
    {
        public void Dispose() => action();
    }
}
