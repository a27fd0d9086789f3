namespace ActivityLogForwarder.Simulator;

/// <summary>What a request to the published API was for.</summary>
public enum RequestKind
{
    /// <summary>The list of contracts.</summary>
    Contracts,

    /// <summary>A page of at most one hit: somebody wants to know the total.</summary>
    Total,

    /// <summary>The first page of a walk.</summary>
    FirstPage,

    /// <summary>A page with an offset.</summary>
    FurtherPage,
}

/// <summary>A request to the published API; neither headers nor credentials are kept.</summary>
/// <param name="Time">When it was answered, by the simulator's clock.</param>
/// <param name="Contract">The contract in its path; empty for the list of contracts.</param>
/// <param name="Kind">What it was for.</param>
/// <param name="Path">Its path.</param>
/// <param name="Query">Its query string, with the question mark, as sent.</param>
/// <param name="Status">The status it was answered with.</param>
public sealed record LoggedRequest(
    DateTime Time, string Contract, RequestKind Kind, string Path, string Query, int Status);

/// <summary>The requests to the published API: counted, and the last 1000 kept.</summary>
public sealed class RequestLog
{
    private const int Kept = 1000;

    private readonly Lock _lock = new();
    private readonly Queue<LoggedRequest> _recent = new();
    private readonly Dictionary<(string Contract, RequestKind Kind), long> _counts = [];
    private readonly SortedDictionary<int, long> _statuses = [];

    /// <summary>How many requests there were.</summary>
    public long Total
    {
        get
        {
            lock (_lock)
                return _counts.Values.Sum();
        }
    }

    /// <summary>How many requests there were of each contract and kind; the contract is empty for the list of contracts.</summary>
    public IReadOnlyDictionary<(string Contract, RequestKind Kind), long> Counts
    {
        get
        {
            lock (_lock)
                return new Dictionary<(string, RequestKind), long>(_counts);
        }
    }

    /// <summary>How many answers there were of each status.</summary>
    public IReadOnlyDictionary<int, long> Statuses
    {
        get
        {
            lock (_lock)
                return new SortedDictionary<int, long>(_statuses);
        }
    }

    /// <summary>The last 1000 requests, oldest first.</summary>
    public IReadOnlyList<LoggedRequest> Recent
    {
        get
        {
            lock (_lock)
                return [.. _recent];
        }
    }

    internal void Add(LoggedRequest request)
    {
        lock (_lock)
        {
            var key = (request.Contract, request.Kind);
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
            _statuses[request.Status] = _statuses.GetValueOrDefault(request.Status) + 1;
            _recent.Enqueue(request);
            if (_recent.Count > Kept)
                _recent.Dequeue();
        }
    }
}
