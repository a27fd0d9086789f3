using System.Globalization;
using System.Text.RegularExpressions;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch;

/// <summary>A document as it was stored.</summary>
/// <param name="Body">Its bytes; empty unless bodies are kept.</param>
public sealed record StubDocument(string Id, string BackingIndex, byte[] Body);

/// <summary>What the answer says of one operation.</summary>
public readonly record struct StubItem(StubOperation Operation, string BackingIndex, long Sequence, StubVerdict Verdict);

/// <summary>The indices and data streams of the stub. Data streams are those whose name the built-in template matches.</summary>
public sealed partial class StubIndices
{
    private static readonly StubVerdict Created = new(201);
    private static readonly StubVerdict Conflict = new(409, "version_conflict_engine_exception");
    private static readonly StubVerdict BadDocument = new(400, "document_parsing_exception");
    private static readonly StubVerdict BadOperation = new(400, "illegal_argument_exception");
    private static readonly StubVerdict BadName = new(400, "invalid_index_name_exception");
    private static readonly StubVerdict Missing = new(404, "index_not_found_exception");

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Target> _targets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);

    /// <summary>Whether documents are kept, and checked for repeated members; otherwise their ids alone.</summary>
    public bool KeepsBodies { get; set; } = true;

    /// <summary>Whether writing creates what is missing.</summary>
    public bool CreatesMissing { get; set; } = true;

    /// <summary>After so many documents in a backing index a data stream rolls over by itself; 0: never.</summary>
    public int RollsOverAfter { get; set; }

    /// <summary>Operations answered by 409.</summary>
    public long Conflicts { get; private set; }

    /// <summary>Names of all indices and data streams.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_lock)
                return [.. _targets.Keys.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>The ids that were refused for good (400, or the failure store), in any index.</summary>
    public IReadOnlySet<string> Refused
    {
        get
        {
            lock (_lock)
                return _refused.ToHashSet(StringComparer.Ordinal);
        }
    }

    public bool Exists(string name)
    {
        lock (_lock)
            return _targets.ContainsKey(name);
    }

    /// <summary>The documents of an index or data stream in the order in which they came.</summary>
    public IReadOnlyList<StubDocument> Documents(string name)
    {
        lock (_lock)
            return _targets.TryGetValue(name, out var target) ? [.. target.Documents] : [];
    }

    /// <summary>How many documents of it have an id that an earlier one, in another backing index, has too.</summary>
    public int Duplicates(string name)
    {
        var documents = Documents(name);
        return documents.Count - documents.Select(document => document.Id).Distinct(StringComparer.Ordinal).Count();
    }

    /// <summary>Begins a new backing index.</summary>
    public void Rollover(string dataStream)
    {
        lock (_lock)
            _targets[dataStream].Rollover();
    }

    internal List<StubItem> Apply(List<StubOperation> operations, StubFaults faults)
    {
        var items = new List<StubItem>(operations.Count);
        lock (_lock)
        {
            foreach (var operation in operations)
                items.Add(Apply(operation, faults));
        }

        return items;
    }

    private StubItem Apply(StubOperation operation, StubFaults faults)
    {
        var isDataStream = DataStream().IsMatch(operation.Index);
        var verdict = faults.Judge?.Invoke(operation.Id ?? "");
        var target = _targets.GetValueOrDefault(operation.Index);
        if (verdict is null && target is null && !CreatesMissing)
            verdict = Missing;
        if (verdict is null && !Name().IsMatch(operation.Index))
            verdict = BadName;
        if (verdict is null && (operation.Action is "update" or "delete" || (isDataStream && operation.Action != "create")))
            verdict = BadOperation;
        if (verdict is null && (!StubBulk.IsDocument(operation.Document, KeepsBodies, out var hasTimestamp) || (isDataStream && !hasTimestamp)))
            verdict = BadDocument;
        if (verdict is null)
        {
            _targets[operation.Index] = target ??= new Target(operation.Index, isDataStream);
            verdict = target.TryAdd(operation, KeepsBodies, RollsOverAfter) ? Created : Conflict;
        }

        if (verdict.Status == 409)
            Conflicts++;
        if (verdict.Status == 400 || verdict.FailureStore == "used")
            _refused.Add(operation.Id ?? "");
        return new StubItem(operation, target?.BackingIndex ?? operation.Index, target?.Documents.Count ?? 0, verdict);
    }

    // The rules of "Create index", and the index pattern of the built-in template of logs.
    [GeneratedRegex(@"^(?![-_+.])[^A-Z\\/*?""<>| ,#:\p{Cc}]{1,255}$")]
    private static partial Regex Name();

    [GeneratedRegex("^logs-.+-.+$")]
    private static partial Regex DataStream();

    private sealed class Target(string name, bool isDataStream)
    {
        private HashSet<string> _ids = new(StringComparer.Ordinal);
        private int _generation = 1;

        public List<StubDocument> Documents { get; } = [];

        public string BackingIndex { get; private set; } = isDataStream ? Backing(name, 1) : name;

        public bool TryAdd(StubOperation operation, bool keepsBodies, int rollsOverAfter)
        {
            var id = operation.Id ?? Guid.NewGuid().ToString("N");
            if (!_ids.Add(id) && operation.Action == "create")
                return false;
            Documents.Add(new StubDocument(id, BackingIndex, keepsBodies ? operation.Document.ToArray() : []));
            if (rollsOverAfter > 0 && isDataStream && _ids.Count >= rollsOverAfter)
                Rollover();
            return true;
        }

        public void Rollover()
        {
            _ids = new HashSet<string>(StringComparer.Ordinal);
            BackingIndex = Backing(name, ++_generation);
        }

        private static string Backing(string name, int generation) =>
            string.Create(CultureInfo.InvariantCulture, $".ds-{name}-2026.11.22-{generation:D6}");
    }
}
