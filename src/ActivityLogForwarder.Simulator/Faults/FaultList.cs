namespace ActivityLogForwarder.Simulator.Faults;

/// <summary>Reads lists such as <c>late=3h,500=always,429-seconds=5:every=10</c>.</summary>
internal static class FaultList
{
    public static bool TryParse(string list, out IReadOnlyList<FaultSetting> settings, out string error)
    {
        var read = new List<FaultSetting>();
        settings = read;
        error = "";
        foreach (var entry in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = entry.Split(':');
            var name = parts[0].Split('=')[0];
            if (FaultTable.Find(name) is not { } kind)
            {
                error = $"There is no fault '{name}'; 'help' lists them.";
                return false;
            }

            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < parts.Length; i++)
            {
                if (i == 0 && !parts[0].Contains('=', StringComparison.Ordinal))
                    continue;
                if (!TryArgument(kind, parts[i], isFirst: i == 0, values, out error))
                    return false;
            }

            read.Add(new FaultSetting(kind, new FaultArguments(kind.Parameters, values)));
        }

        return true;
    }

    private static bool TryArgument(
        FaultKind kind, string text, bool isFirst, Dictionary<string, string> values, out string error)
    {
        error = "";
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (text, "") : (text[..equals], text[(equals + 1)..]);
        if (equals < 0 && name == FaultArguments.Always)
            (name, value) = ("every", FaultArguments.Always);
        var parameter = isFirst
            ? kind.Parameters.Count > 0 ? kind.Parameters[0] : null
            : kind.Parameters.FirstOrDefault(candidate => candidate.Name == name);
        if (parameter is null)
        {
            error = isFirst ? $"The fault '{kind.Name}' takes no value." : $"The fault '{kind.Name}' has no parameter '{name}'.";
            return false;
        }

        if (!FaultArguments.IsValid(parameter, value))
        {
            error = $"The fault '{kind.Name}' cannot read '{value}' as {parameter.Name} ({Wanted(parameter.Value)}).";
            return false;
        }

        values[parameter.Name] = value;
        return true;
    }

    private static string Wanted(FaultValue value) => value switch
    {
        FaultValue.Number => "a whole number",
        FaultValue.Duration => "a duration such as 250ms, 30s, 5m, 3h",
        _ => "text",
    };
}
