using System.Text.Json;
using System.Text.RegularExpressions;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Tests.Sinks.Elasticsearch;

/// <summary>The answer to a bulk request, item by item in its order, as far as <c>filter_path</c> asks for it.</summary>
internal static class StubAnswer
{
    public static void Write(Utf8Buffer output, List<StubItem> items, string filterPath, StubFaults faults)
    {
        var fault = faults.Answer;
        if (fault == StubAnswerFault.OneItemFewer && items.Count > 0)
            items.RemoveAt(0);
        if (fault == StubAnswerFault.OneItemMore && items.Count > 0)
            items.Add(items[^1]);
        if (fault == StubAnswerFault.NoItems)
            filterPath = "took,errors";
        var filter = new FilterPath(filterPath);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        if (filter.Has("took"))
            json.WriteNumber("took", 3);
        if (filter.Has("errors"))
            json.WriteBoolean("errors", items.Exists(item => item.Verdict.Type is not null));

        // Objects and lists that lose all their members vanish, lists element by element.
        var actions = items.Select(item => item.Operation.Action).Distinct().ToDictionary(action => action, action => new ItemFilter(filter, action));
        var shown = items.Where(item => actions[item.Operation.Action].Shows(item.Verdict)).ToList();
        if (shown.Count > 0)
        {
            json.WriteStartArray("items");
            foreach (var item in shown)
                Write(json, item, actions[item.Operation.Action]);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StubItem item, ItemFilter filter)
    {
        var verdict = item.Verdict;
        json.WriteStartObject();
        json.WriteStartObject(item.Operation.Action);
        if (filter.Index)
            json.WriteString("_index", item.BackingIndex);
        if (filter.Id)
            json.WriteString("_id", item.Operation.Id);
        if (verdict.Type is null && filter.Result)
            json.WriteString("result", "created");
        if (verdict.Type is null && filter.Sequence)
            json.WriteNumber("_seq_no", item.Sequence);
        if (filter.Status)
            json.WriteNumber("status", verdict.Status);
        if (verdict.FailureStore is not null && filter.FailureStore)
            json.WriteString("failure_store", verdict.FailureStore);
        if (verdict.Type is not null && (filter.ErrorType || filter.ErrorReason))
        {
            json.WriteStartObject("error");
            if (filter.ErrorType)
                json.WriteString("type", verdict.Type);
            if (filter.ErrorReason)
                json.WriteString("reason", "[1:23] failed to parse, preview of field's value: '\"}]}\\'");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private sealed class ItemFilter(FilterPath filter, string action)
    {
        public bool Index { get; } = filter.Has("items", action, "_index");

        public bool Id { get; } = filter.Has("items", action, "_id");

        public bool Result { get; } = filter.Has("items", action, "result");

        public bool Sequence { get; } = filter.Has("items", action, "_seq_no");

        public bool Status { get; } = filter.Has("items", action, "status");

        public bool FailureStore { get; } = filter.Has("items", action, "failure_store");

        public bool ErrorType { get; } = filter.Has("items", action, "error", "type");

        public bool ErrorReason { get; } = filter.Has("items", action, "error", "reason");

        public bool Shows(StubVerdict verdict) =>
            Index || Id || Status || (verdict.Type is null ? Result || Sequence : ErrorType || ErrorReason)
            || (FailureStore && verdict.FailureStore is not null);
    }

    /// <summary>"Response filtering" of the REST API's common options, without exclusions.</summary>
    private sealed class FilterPath(string text)
    {
        private readonly string[][] _patterns =
            [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pattern => pattern.Split('.'))];

        public bool Has(params string[] path) => _patterns.Length == 0 || _patterns.Any(pattern => Matches(pattern, path));

        // A pattern that ends early names everything below.
        private static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
        {
            if (pattern.IsEmpty)
                return true;
            if (path.IsEmpty)
                return false;
            if (pattern[0] == "**")
                return Matches(pattern[1..], path) || Matches(pattern, path[1..]);
            return Regex.IsMatch(path[0], "^" + Regex.Escape(pattern[0]).Replace("\\*", ".*", StringComparison.Ordinal) + "$")
                && Matches(pattern[1..], path[1..]);
        }
    }
}
