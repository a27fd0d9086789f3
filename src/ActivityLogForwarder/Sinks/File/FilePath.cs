using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Sinks.File;

/// <summary>The path that an event's record belongs to.</summary>
internal sealed class FilePath(Template template)
{
    private readonly bool _namesContract = template.Text.Contains("{contract}", StringComparison.Ordinal);
    private readonly bool _namesAccount = template.Text.Contains("{account}", StringComparison.Ordinal);

    /// <summary>The absolute path for an event of the contract at the time.</summary>
    /// <exception cref="SinkException">The contract's or account's name would lead to another folder.</exception>
    public string Of(Contract contract, DateTime time)
    {
        if ((_namesContract && !IsName(contract.Number)) || (_namesAccount && !IsName(contract.Account)))
            throw new SinkException("unsafe-name", "A contract or account has a name that cannot be part of a path.");
        return Path.GetFullPath(template.Expand(contract, time));
    }

    // Names come from the API as well as from the configuration.
    private static bool IsName(string text) =>
        text.Length is > 0 and <= 128 && text[0] != '.' && text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or '@' or ' ');
}
