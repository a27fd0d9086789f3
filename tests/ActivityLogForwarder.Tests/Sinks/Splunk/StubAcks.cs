namespace ActivityLogForwarder.Tests.Sinks.Splunk;

/// <summary>
/// Indexer acknowledgement: requests are numbered per channel from 0, are indexed later or never, and are told to be
/// indexed once; then they are forgotten.
/// </summary>
public sealed class StubAcks
{
    private readonly Lock _lock = new();
    private Dictionary<string, Dictionary<long, Pending>> _channels = [];
    private readonly Dictionary<string, long> _next = [];
    private int _broken;

    /// <summary>How often each request must be asked about before it is indexed.</summary>
    public int Questions { get; set; }

    /// <summary>Requests still to be lost on their way to the indexer.</summary>
    public int Lost { get; set; }

    /// <summary>Acknowledgements still to be lost: the events are indexed, but nobody is told.</summary>
    public int Untold { get; set; }

    /// <summary>Whether what was told is forgotten; a second question is then answered with no.</summary>
    public bool Forgets { get; set; } = true;

    /// <summary>Every channel that has carried a request, in order.</summary>
    public List<string> Channels { get; } = [];

    /// <summary>Breaks the connection of the next questions.</summary>
    public void BreakQuestions(int count) => Interlocked.Exchange(ref _broken, count);

    /// <summary>Forgets every channel, with what was on its way, as a restart does.</summary>
    public void Restart()
    {
        lock (_lock)
        {
            _channels = [];
            _next.Clear();
        }
    }

    internal bool BreaksNextQuestion() => Interlocked.Decrement(ref _broken) >= 0;

    internal long Take(string channel, List<HecEvent> events, Action<IEnumerable<HecEvent>> index)
    {
        lock (_lock)
        {
            Channels.Add(channel);
            var id = _next.GetValueOrDefault(channel);
            _next[channel] = id + 1;
            if (Lost > 0)
            {
                Lost--;
            }
            else if (Untold > 0)
            {
                Untold--;
                index(events);
            }
            else
            {
                if (!_channels.TryGetValue(channel, out var pending))
                    _channels[channel] = pending = [];
                pending[id] = new Pending(() => index(events), Questions);
            }

            return id;
        }
    }

    internal bool Ask(string channel, long id)
    {
        lock (_lock)
        {
            if (!_channels.TryGetValue(channel, out var pending) || !pending.TryGetValue(id, out var request))
                return false;
            if (request.Questions-- > 0)
                return false;
            request.Index();
            if (Forgets)
                pending.Remove(id);
            return true;
        }
    }

    private sealed class Pending(Action index, int questions)
    {
        private bool _isIndexed;

        public int Questions { get; set; } = questions;

        public void Index()
        {
            if (!_isIndexed)
                index();
            _isIndexed = true;
        }
    }
}
