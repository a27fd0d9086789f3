using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Source;

/// <summary>
/// Which contracts are read with which account: those the configuration names, and those an account that names none
/// can read. A contract found twice belongs to the account that names it, else to the first.
/// </summary>
public sealed class ContractDirectory(IReadOnlyList<AccountOptions> accounts, Func<string, CancellationToken, Task<IReadOnlyList<string>>> discover)
{
    private readonly Dictionary<string, IReadOnlyList<string>> _lastFound = [];

    /// <summary>
    /// All contracts. An account that cannot be asked just now keeps those it had.
    /// </summary>
    public async Task<ContractsFound> FindAsync(CancellationToken cancellationToken)
    {
        var failures = new List<(string, SourceException)>();
        foreach (var account in accounts.Where(account => account.Contracts.Count == 0))
        {
            try
            {
                var found = await discover(account.Name, cancellationToken).ConfigureAwait(false);
                // Contracts do not all end at once: an empty list is something wrong, now or from the start.
                if (found.Count == 0)
                    throw new SourceException("no-contracts", "the account can read no contract; name its contracts, or grant it accessActivityLog.");
                _lastFound[account.Name] = found;
            }
            catch (SourceException exception)
            {
                failures.Add((account.Name, exception));
            }
        }

        var contracts = new Dictionary<string, Contract>(StringComparer.Ordinal);
        foreach (var account in accounts)
        {
            foreach (var number in account.Contracts)
                contracts.TryAdd(number, new Contract(account.Name, number));
        }

        foreach (var account in accounts)
        {
            foreach (var number in _lastFound.GetValueOrDefault(account.Name, []).Except(account.Exclude))
                contracts.TryAdd(number, new Contract(account.Name, number));
        }

        return new ContractsFound([.. contracts.Values], failures);
    }
}
