using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.Elasticsearch;

/// <summary>
/// The nodes of a cluster, asked in turn. One that cannot be reached is set aside, at first for
/// <see cref="ShortestPause"/>, twice as long each time, up to <see cref="LongestPause"/>; when all are set aside, the
/// one whose pause ends first is asked all the same. Safe for concurrent use.
/// </summary>
/// <param name="urls">At least one address.</param>
/// <param name="clock">Measures the pauses.</param>
public sealed class Nodes(IReadOnlyList<Uri> urls, TimeProvider clock)
{
    public static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    // What speaks of one node rather than of the cluster, the credential or the request.
    private static readonly string[] Codes =
    [
        "connection-refused", "connection-failed", "connection-lost", "name-not-resolved", "certificate-not-trusted", "tls",
        "timeout", "http-502", "http-503", "http-504",
    ];

    private readonly Lock _lock = new();
    private readonly Node[] _nodes = [.. urls.Select(url => new Node(url))];
    private readonly TimeProvider _clock = clock;
    private readonly long _start = clock.GetTimestamp();
    private int _last = -1;

    private TimeSpan Now => _clock.GetElapsedTime(_start);

    /// <summary>The node to ask next.</summary>
    public Uri Next()
    {
        lock (_lock)
        {
            var now = Now;
            var best = _last;
            for (var step = 1; step <= _nodes.Length; step++)
            {
                var index = (_last + step) % _nodes.Length;
                if (_nodes[index].AsideUntil <= now)
                {
                    best = index;
                    break;
                }

                if (step == 1 || _nodes[index].AsideUntil < _nodes[best].AsideUntil)
                    best = index;
            }

            _last = best;
            return _nodes[best].Url;
        }
    }

    /// <summary>The node answered.</summary>
    public void Worked(Uri url)
    {
        lock (_lock)
        {
            var node = Find(url);
            (node.AsideUntil, node.Pause) = (TimeSpan.Zero, TimeSpan.Zero);
        }
    }

    /// <summary>
    /// Sets the node aside if the failure is its own. True where another one is left to ask, so that a pause which the
    /// node asks for is not the cluster's.
    /// </summary>
    public bool Failed(Uri url, SinkException failure)
    {
        if (!Codes.Contains(failure.Code))
            return false;
        lock (_lock)
        {
            var now = Now;
            var node = Find(url);
            // Attempts that were under way together fail together: they are one failure.
            if (node.AsideUntil <= now)
            {
                node.Pause = node.Pause == TimeSpan.Zero ? ShortestPause : node.Pause * 2 < LongestPause ? node.Pause * 2 : LongestPause;
                node.AsideUntil = now + node.Pause;
            }

            return _nodes.Any(other => other.AsideUntil <= now);
        }
    }

    private Node Find(Uri url) => Array.Find(_nodes, node => node.Url == url)!;

    private sealed class Node(Uri url)
    {
        public Uri Url { get; } = url;

        /// <summary>On the clock of <see cref="Now"/>.</summary>
        public TimeSpan AsideUntil { get; set; }

        public TimeSpan Pause { get; set; }
    }
}
