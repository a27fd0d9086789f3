using ActivityLogForwarder.Configuration.Reading;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Sections;

/// <summary>What must hold between sections: which contract belongs to whom, and what is kept long enough.</summary>
internal static class Assignment
{
    public static void Check(OptionValues root, Action<string, string> report)
    {
        Rules.Attempt(() => CheckOverlap(root, report));
        Rules.Attempt(() => CheckContracts(root.Groups("accounts"), report));
        Rules.Attempt(() => CheckFormerNames(root.Groups("sinks"), report));
        Rules.Attempt(() =>
        {
            var accounts = root.Groups("accounts");
            foreach (var (name, sink) in root.Groups("sinks"))
            {
                Rules.Attempt(() => CheckIsAssigned(accounts, name, sink, report));
                Rules.Attempt(() => CheckAccounts(accounts, name, sink, report));
                Rules.Attempt(() => CheckContracts(accounts, name, sink, report));
            }
        });
    }

    // Late events are recognised by the ids kept.
    private static void CheckOverlap(OptionValues root, Action<string, string> report)
    {
        if (root.Group("source")!.Duration("overlap") <= root.Group("completeness")!.Duration("recheckWindow"))
            return;
        if (root.Group("source")!.IsGiven("overlap"))
            report("source.overlap", "must not be longer than completeness.recheckWindow");
        else
            report("completeness.recheckWindow", "must not be shorter than source.overlap");
    }

    private static void CheckContracts(IReadOnlyList<KeyValuePair<string, OptionValues>> accounts, Action<string, string> report)
    {
        var owners = new Dictionary<string, string>();
        foreach (var (name, account) in accounts)
        {
            Rules.Attempt(() =>
            {
                foreach (var (contract, i) in account.Texts("contracts").Select((contract, i) => (contract, i)))
                {
                    if (!owners.TryAdd(contract, name) && owners[contract] != name)
                        report(Key("accounts", name, Paths.Item("contracts", i)), $"contract {Paths.Quote(contract)} is named by account {Paths.Quote(owners[contract])} too; leave it with one");
                }
            });
        }
    }

    private static void CheckIsAssigned(
        IReadOnlyList<KeyValuePair<string, OptionValues>> accounts, string name, OptionValues sink, Action<string, string> report)
    {
        if (accounts.Count > 1 && !sink.IsGiven("accounts") && !sink.IsGiven("contracts"))
            report(Key("sinks", name, "accounts"), "is required, since there are several accounts: name accounts or contracts, or write contracts: all");
    }

    private static void CheckAccounts(
        IReadOnlyList<KeyValuePair<string, OptionValues>> accounts, string name, OptionValues sink, Action<string, string> report)
    {
        var names = accounts.Select(account => account.Key).ToList();
        foreach (var (account, i) in sink.Texts("accounts").Select((account, i) => (account, i)))
        {
            if (!names.Contains(account))
                report(Key("sinks", name, Paths.Item("accounts", i)), $"{Paths.Quote(account)} is no account; {Nearest.Cure(account, names)}");
        }
    }

    /// <summary>A contract that no account of the sink reads is an error only where none of them discovers contracts.</summary>
    private static void CheckContracts(
        IReadOnlyList<KeyValuePair<string, OptionValues>> accounts, string name, OptionValues sink, Action<string, string> report)
    {
        if (sink.Texts("contracts") is [SinksSection.AllContracts])
            return;
        var chosen = sink.Texts("accounts");
        var read = accounts
            .Where(account => chosen.Count == 0 || chosen.Contains(account.Key))
            .Select(account => account.Value.Texts("contracts"))
            .ToList();
        if (read.Count == 0 || read.Any(contracts => contracts.Count == 0))
            return;
        foreach (var (contract, i) in sink.Texts("contracts").Select((contract, i) => (contract, i)))
        {
            if (!read.Any(contracts => contracts.Contains(contract)))
                report(Key("sinks", name, Paths.Item("contracts", i)), $"contract {Paths.Quote(contract)} is read by none of the accounts; add it to one of them");
        }
    }

    /// <summary>A former name has one heir, and is no sink's any more.</summary>
    private static void CheckFormerNames(IReadOnlyList<KeyValuePair<string, OptionValues>> sinks, Action<string, string> report)
    {
        var heirs = new Dictionary<string, string>();
        foreach (var (name, sink) in sinks)
        {
            Rules.Attempt(() =>
            {
                if (sink.TextOrNull("formerly") is not { } formerly)
                    return;
                if (sinks.Any(other => other.Key == formerly))
                    report(Key("sinks", name, "formerly"), $"{Paths.Quote(formerly)} is still a sink; rename that one, or remove this key");
                else if (!heirs.TryAdd(formerly, name))
                    report(Key("sinks", name, "formerly"), $"{Paths.Quote(formerly)} is what {Paths.Quote(heirs[formerly])} was formerly too; leave it with one");
            });
        }
    }

    private static string Key(string section, string name, string key) => $"{Paths.Join(section, name)}.{key}";
}
