using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Shapes;
using Polly;
using Polly.Retry;

namespace ActivityLogForwarder.Source;

/// <summary>
/// One account's way to the API: its credentials, its rate, its retries, and what the API has taught about itself
/// since the start (its clock, how large a page and how far an offset may be).
/// </summary>
public sealed class AccountSession : IDisposable
{
    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(2);

    private readonly ApiClient _client;
    private readonly ShapeTree _shapes;
    private readonly Credentials _credentials;
    private readonly ForwarderMetrics _metrics;
    private readonly SourceOptions _options;
    private readonly TimeProvider _clock;
    private readonly RequestRate _rate;
    private readonly ResiliencePipeline _retry;
    private readonly ConcurrentDictionary<string, bool> _wantsContractHeader = new();
    private long _clockOffset;

    public AccountSession(
        AccountOptions account, SourceOptions options, ApiClient client, ShapeTree shapes, ForwarderMetrics metrics, TimeProvider clock)
    {
        Account = account;
        _client = client;
        _shapes = shapes;
        _credentials = new Credentials(account);
        _metrics = metrics;
        _options = options;
        _clock = clock;
        _rate = new RequestRate(options.RequestsPerSecond, options.MaxConcurrentRequests, clock);
        PageSize = options.PageSize;
        MaxWindow = options.MaxWindow;
        _retry = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<SourceException>(exception => exception is not ApiException { IsTransient: false }),
            MaxRetryAttempts = 2,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(500),
            UseJitter = true,
            // A pause the API asked for is the account's: the next try waits for its turn like everyone else.
            DelayGenerator = arguments => new ValueTask<TimeSpan?>(
                arguments.Outcome.Exception is ApiException { Status: HttpStatusCode.TooManyRequests } ? TimeSpan.Zero : null),
        }).Build();
    }

    public AccountOptions Account { get; }

    /// <summary>Hits to ask for per page: as configured, or fewer where the API refused.</summary>
    public int PageSize { get; private set; }

    /// <summary>Hits the API pages through: as configured, or fewer where it refused or went silent.</summary>
    public int MaxWindow { get; private set; }

    /// <summary>Whether the API takes <c>offset</c> for the number of a page instead of hits.</summary>
    public bool OffsetCountsPages { get; set; }

    /// <summary>The earlier of the local and the API's clock, UTC.</summary>
    public DateTime EarlierNow() =>
        _clock.GetUtcNow().UtcDateTime + TimeSpan.FromTicks(Math.Min(0, Volatile.Read(ref _clockOffset)));

    /// <summary>Remembers that the API does not page beyond so many hits.</summary>
    public void LearnMaxWindow(int reached) => MaxWindow = Math.Clamp(reached, 1, MaxWindow);

    /// <summary>
    /// Reads one page; asks for smaller ones where the API or the bound on its size wants it. A refusal of the request
    /// itself counts when it comes twice: what is learnt from it lasts as long as the session.
    /// </summary>
    /// <exception cref="SourceException">No page came within three tries.</exception>
    public async Task<ApiPage> GetPageAsync(
        Contract contract, Window window, int offset, int limit, ReadPriority priority, CancellationToken cancellationToken)
    {
        var isRepeated = false;
        while (true)
        {
            var query = string.Create(CultureInfo.InvariantCulture,
                $"/{contract.Number}?dateStart={Window.Format(window.Start)}&dateEnd={Window.Format(window.End)}&offset={offset}&limit={limit}");
            try
            {
                return await _retry.ExecuteAsync(
                    async token => await TryGetPageAsync(contract, query, priority, token).ConfigureAwait(false),
                    cancellationToken).ConfigureAwait(false);
            }
            catch (AnswerTooLargeException exception) when (limit == 1)
            {
                throw new SourceException("too-large", exception.Message + " It holds one event.", innerException: exception);
            }
            catch (AnswerTooLargeException)
            {
                limit /= 2;
            }
            catch (ApiException exception) when (!isRepeated && exception is { IsTransient: false, IsRefusal: false })
            {
                isRepeated = true;
            }
            catch (ApiException exception) when (
                exception.Status == HttpStatusCode.BadRequest && offset == 0 && NextSmaller(limit) is int smaller)
            {
                limit = PageSize = smaller;
                isRepeated = false;
            }
        }
    }

    /// <summary>Asks for the contracts that the account can read.</summary>
    /// <exception cref="SourceException">No list came within three tries.</exception>
    public async Task<IReadOnlyList<string>> GetContractsAsync(CancellationToken cancellationToken) =>
        await _retry.ExecuteAsync(async token =>
        {
            using var answer = await GetAsync("", null, ReadPriority.Live, token).ConfigureAwait(false);
            return answer.Status == HttpStatusCode.OK && ContractList.TryParse(answer.Body, out var contracts)
                ? contracts
                : throw ApiException.FromStatus(answer, _options.Url.Host);
        }, cancellationToken).ConfigureAwait(false);

    public void Dispose() => _rate.Dispose();

    // 1000, 500, 200, 100, 50, 20: the sizes such APIs stop at.
    private static int? NextSmaller(int limit) => limit switch
    {
        > 500 => 500,
        > 200 => 200,
        > 100 => 100,
        > 50 => 50,
        > 20 => 20,
        _ => null,
    };

    private async Task<ApiPage> TryGetPageAsync(Contract contract, string query, ReadPriority priority, CancellationToken cancellationToken)
    {
        var withHeader = _wantsContractHeader.ContainsKey(contract.Number);
        var answer = await GetAsync(query, withHeader ? contract.Number : null, priority, cancellationToken).ConfigureAwait(false);
        if (answer.Status == HttpStatusCode.Forbidden && !withHeader)
        {
            // Users of several contracts may have to say which one they mean.
            answer.Dispose();
            answer = await GetAsync(query, contract.Number, priority, cancellationToken).ConfigureAwait(false);
            if (answer.Status == HttpStatusCode.OK)
                _wantsContractHeader.TryAdd(contract.Number, true);
        }

        if (answer.Status == HttpStatusCode.OK)
        {
            // On false the answer is disposed, but still knows its status.
            return ApiPage.TryParse(answer, _shapes, out var page) ? page : throw ApiException.FromStatus(answer, _options.Url.Host);
        }

        using (answer)
            throw ApiException.FromStatus(answer, _options.Url.Host);
    }

    private async Task<Answer> GetAsync(string path, string? contractHeader, ReadPriority priority, CancellationToken cancellationToken)
    {
        var answer = await GetOnceAsync(path, contractHeader, priority, cancellationToken).ConfigureAwait(false);
        if (answer.Status == HttpStatusCode.Unauthorized && _credentials.Refresh())
        {
            answer.Dispose();
            answer = await GetOnceAsync(path, contractHeader, priority, cancellationToken).ConfigureAwait(false);
        }

        return answer;
    }

    private async Task<Answer> GetOnceAsync(string path, string? contractHeader, ReadPriority priority, CancellationToken cancellationToken)
    {
        await _rate.EnterAsync(priority, cancellationToken).ConfigureAwait(false);
        try
        {
            var answer = await _client.GetAsync(path, _credentials, contractHeader, cancellationToken).ConfigureAwait(false);
            _metrics.SourceRequest(Account.Name, (int)answer.Status);
            if (answer.Date is { } date)
                Volatile.Write(ref _clockOffset, (date - _clock.GetUtcNow()).Ticks);
            if (answer.Status == HttpStatusCode.TooManyRequests)
                _rate.Pause(Shorter(answer.RetryAfter ?? DefaultPause, _options.MaxPollInterval));
            return answer;
        }
        catch (SourceException exception)
        {
            _metrics.SourceRequest(Account.Name, exception.Code);
            throw;
        }
        finally
        {
            _rate.Exit();
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
