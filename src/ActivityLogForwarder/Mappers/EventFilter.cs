using System.IO.Enumeration;
using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers;

/// <summary>The words of a sink's <c>drop</c> lists. They are compared ordinally, ignoring case.</summary>
/// <param name="Types">Values of <c>event.type</c>.</param>
/// <param name="Actions">Actions, in which <c>*</c> stands for any text: <c>vr.*</c>.</param>
/// <param name="Verbs"><c>create</c>, <c>delete</c>, <c>update</c>, <c>read</c>, <c>logon</c>, <c>logoff</c>.</param>
/// <param name="Services">Values of <c>param.sourceService</c>, or of the principal's where that is absent.</param>
/// <param name="Users">User names.</param>
public sealed record DropLists(
    IReadOnlyList<string> Types, IReadOnlyList<string> Actions, IReadOnlyList<string> Verbs,
    IReadOnlyList<string> Services, IReadOnlyList<string> Users);

/// <summary>Says which events a sink does not want. Safe for concurrent use.</summary>
public sealed class EventFilter
{
    private readonly HashSet<string> _types;
    private readonly string[] _actions;
    private readonly HashSet<string> _verbs;
    private readonly HashSet<string> _services;
    private readonly HashSet<string> _users;

    public EventFilter(DropLists lists)
    {
        _types = ToSet(lists.Types);
        _actions = [.. lists.Actions];
        _verbs = ToSet(lists.Verbs);
        _services = ToSet(lists.Services);
        _users = ToSet(lists.Users);
        IsEmpty = _types.Count + _actions.Length + _verbs.Count + _services.Count + _users.Count == 0;
    }

    /// <summary>Whether every event is wanted.</summary>
    public bool IsEmpty { get; }

    /// <summary>
    /// Why the event is not wanted: <c>type</c>, <c>action</c>, <c>verb</c>, <c>service</c> or <c>user</c>, the first
    /// that fits; null where it is wanted.
    /// </summary>
    /// <exception cref="System.Text.Json.JsonException">The event is not one JSON object.</exception>
    public string? DropReason(ActivityEvent activity)
    {
        if (IsEmpty)
            return null;
        var read = Activity.Read(activity.Source.Span);
        var service = read.Peek(Member.ParamService);
        return Holds(_types, read, read.Peek(Member.Type)) ? "type"
            : MatchesAction(read) ? "action"
            : Holds(_verbs, read, new JsonText(ActivityVerbs.Name(read.Verb))) ? "verb"
            : Holds(_services, read, service.IsEmpty ? read.Peek(Member.PrincipalService) : service) ? "service"
            : Holds(_users, read, read.Peek(Member.Username)) ? "user"
            : null;
    }

    private static bool Holds(HashSet<string> words, in Activity activity, JsonText text)
    {
        if (words.Count == 0 || text.IsEmpty)
            return false;
        var bytes = text.Unescape(activity.Scratch);
        Span<char> characters = stackalloc char[256];
        return bytes.Length <= characters.Length
            ? words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(characters[..Encoding.UTF8.GetChars(bytes, characters)])
            : words.Contains(Encoding.UTF8.GetString(bytes));
    }

    private bool MatchesAction(in Activity activity)
    {
        if (_actions.Length == 0 || activity.Action.IsEmpty)
            return false;
        var action = Encoding.UTF8.GetString(activity.Action.Unescape(activity.Scratch));
        return Array.Exists(_actions, pattern => FileSystemName.MatchesSimpleExpression(pattern, action));
    }

    private static HashSet<string> ToSet(IReadOnlyList<string> words) => new(words, StringComparer.OrdinalIgnoreCase);
}
