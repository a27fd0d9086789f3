using System.Globalization;
using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Transport;

namespace ActivityLogForwarder.Sinks.Elasticsearch.Setup;

/// <summary>What became of one request of a setup.</summary>
public enum SetupOutcome
{
    Done,

    /// <summary>It is there already and may have been changed since: it was left as it is.</summary>
    LeftAsItIs,

    /// <summary>The server does not know such things.</summary>
    NotKnown,
}

/// <summary>Carries out a <see cref="SetupPlan"/>. Putting the same again changes nothing.</summary>
/// <param name="http">With the credential of whoever sets up.</param>
public sealed class ElasticsearchSetup(HttpEndpoint http)
{
    private const int LongestReason = 500;

    /// <summary>The first of the nodes that says what it is.</summary>
    /// <exception cref="SinkException">None does: why the first one did not.</exception>
    public async Task<(Uri Url, ServerProduct Product)> FindAsync(IReadOnlyList<Uri> urls, CancellationToken cancellationToken)
    {
        SinkException? first = null;
        foreach (var url in urls)
        {
            try
            {
                return (url, await ServerProduct.AskAsync(http, url, cancellationToken).ConfigureAwait(false)
                    ?? throw new SinkException("forbidden", $"The credential may not ask {url.Authority} what it is (cluster privilege monitor); say it by --flavor."));
            }
            catch (SinkException exception)
            {
                first ??= exception;
            }
        }

        throw first!;
    }

    /// <summary>Installs what the plan says, telling of each request what became of it.</summary>
    /// <exception cref="SinkException">A request failed; those before it are done.</exception>
    public async Task RunAsync(
        Uri url, ServerProduct product, SetupPlan plan, Action<SetupRequest, SetupOutcome> report, CancellationToken cancellationToken)
    {
        var hasLifecycle = true;
        foreach (var request in plan.Requests(product).Where(request => request.IsLifecycle))
        {
            var outcome = await PutPolicyAsync(url, request, plan.Retention is not null, cancellationToken).ConfigureAwait(false);
            hasLifecycle = outcome != SetupOutcome.NotKnown;
            report(request, outcome);
        }

        foreach (var request in plan.Requests(product, hasLifecycle).Where(request => !request.IsLifecycle))
        {
            await PutAsync(url, request.Path, request, cancellationToken).ConfigureAwait(false);
            report(request, SetupOutcome.Done);
        }
    }

    /// <summary>Whether the target exists, so that new mappings wait for its next index.</summary>
    public async Task<bool> ExistsAsync(Uri url, Template target, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, url.Below(Uri.EscapeDataString(target.Text)));
        using var answer = await http.SendAsync(request, 0, cancellationToken).ConfigureAwait(false);
        return answer.Status == 200;
    }

    private async Task<SetupOutcome> PutPolicyAsync(Uri url, SetupRequest request, bool mayReplace, CancellationToken cancellationToken)
    {
        using var get = new HttpRequestMessage(HttpMethod.Get, url.Below(request.Path));
        using var answer = await http.SendAsync(get, ServerProduct.AnswerLimit, cancellationToken).ConfigureAwait(false);
        // What the server does not know at all is a bad request, or gone, rather than not found.
        if (answer.Status is 400 or 405 or 410)
            return SetupOutcome.NotKnown;
        if (answer is { IsSuccess: false, Status: not 404 })
            throw HttpFailures.From(answer.Status, answer.RetryAfter, url);
        if (answer.IsSuccess && !mayReplace)
            return SetupOutcome.LeftAsItIs;
        await PutAsync(url, request.Path + (answer.IsSuccess ? Sequence(answer, url) : ""), request, cancellationToken).ConfigureAwait(false);
        return SetupOutcome.Done;
    }

    // OpenSearch replaces a policy only by the number of what is replaced; Elasticsearch gives none.
    private static string Sequence(HttpAnswer answer, Uri url)
    {
        using var document = ServerProduct.Parse(answer, url);
        return Number(document.RootElement, "_seq_no") is { } number && Number(document.RootElement, "_primary_term") is { } term
            ? string.Create(CultureInfo.InvariantCulture, $"?if_seq_no={number}&if_primary_term={term}") : "";
    }

    private static long? Number(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private async Task PutAsync(Uri url, string path, SetupRequest what, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url.Below(path));
        request.Content = new StringContent(what.Body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, ServerProduct.AnswerLimit, cancellationToken, readsRefusals: true).ConfigureAwait(false);
        if (answer.IsSuccess)
            return;
        if (answer.Status == 400 && Reason(answer) is { } reason)
            throw new SinkException("http-400", $"{url.Authority} refuses PUT {what.Path}: {reason}");
        var failure = HttpFailures.From(answer.Status, answer.RetryAfter, url);
        throw new SinkException(failure.Code, $"PUT {what.Path}: {failure.Message}", innerException: failure);
    }

    private static string? Reason(HttpAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body.Written);
            return document.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object
                && error.TryGetProperty("reason", out var reason) && reason.GetString() is { } text
                ? text[..Math.Min(text.Length, LongestReason)] : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
