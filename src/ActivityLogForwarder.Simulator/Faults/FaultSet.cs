using System.Text;

namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>The faults of a simulator; they may be switched at any time, from any thread.</summary>
public sealed class FaultSet
{
    private readonly Lock _lock = new();
    private readonly Action<IReadOnlyList<Fault>> _started;
    private readonly List<(string Name, IReadOnlyList<Fault> Faults)> _enabled = [];
    private volatile ActiveFaults _active = new([]);

    internal FaultSet(Action<IReadOnlyList<Fault>> started) => _started = started;

    /// <summary>The names of the faults that are on, in the order in which they were switched on.</summary>
    public IReadOnlyList<string> Enabled
    {
        get
        {
            lock (_lock)
                return [.. _enabled.Select(entry => entry.Name)];
        }
    }

    internal ActiveFaults Active => _active;

    /// <summary>Switches faults on; one that is on already begins anew with the parameters given.</summary>
    /// <param name="list">As for <see cref="Parse"/>.</param>
    /// <exception cref="FormatException">The list cannot be read; nothing has changed.</exception>
    public void Enable(string list) => Enable(Parse(list));

    /// <inheritdoc cref="Enable(string)"/>
    public void Enable(IEnumerable<FaultSetting> settings)
    {
        foreach (var setting in settings)
        {
            var faults = setting.Kind.Create(setting.Arguments);
            lock (_lock)
            {
                _enabled.RemoveAll(entry => entry.Name == setting.Kind.Name);
                _enabled.Add((setting.Kind.Name, faults));
                Publish();
            }

            _started(faults);
        }
    }

    /// <summary>Switches faults off.</summary>
    /// <param name="names">Names separated by commas; without any, all faults.</param>
    /// <exception cref="FormatException">There is no such fault; nothing has changed.</exception>
    public void Disable(string names = "")
    {
        var kinds = Parse(names).Select(setting => setting.Kind.Name).ToHashSet(StringComparer.Ordinal);
        lock (_lock)
        {
            _enabled.RemoveAll(entry => kinds.Count == 0 || kinds.Contains(entry.Name));
            Publish();
        }
    }

    /// <summary>
    /// Reads a list of faults: names separated by commas, each with the value of its first parameter after <c>=</c>
    /// and further ones after <c>:</c>, as in <c>late=3h,500=always,429-seconds=5:every=10</c>.
    /// </summary>
    public static bool TryParse(string list, out IReadOnlyList<FaultSetting> settings, out string error) =>
        FaultList.TryParse(list, out settings, out error);

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">The list cannot be read.</exception>
    public static IReadOnlyList<FaultSetting> Parse(string list) =>
        TryParse(list, out var settings, out var error) ? settings : throw new FormatException(error);

    /// <summary>Every fault with what it does and its parameters, as text for a terminal.</summary>
    public static string Help()
    {
        var text = new StringBuilder("Faults, separated by commas: NAME[=VALUE][:PARAMETER=VALUE]. VALUE is the first parameter's.\n");
        foreach (var kind in FaultTable.All)
        {
            text.Append('\n').Append(kind.Name).Append("\n    ").Append(kind.Does).Append('\n');
            foreach (var parameter in kind.Parameters)
                text.Append("      ").Append(parameter.Name).Append(" (").Append(parameter.Default).Append("): ").Append(parameter.Meaning).Append('\n');
        }

        return text.ToString();
    }

    private void Publish() => _active = new ActiveFaults([.. _enabled.SelectMany(entry => entry.Faults)]);
}
