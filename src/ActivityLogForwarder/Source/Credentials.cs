using System.Net.Http.Headers;
using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Source;

/// <summary>What an account shows to the API: a Bearer token, or user and password.</summary>
public sealed class Credentials(AccountOptions account)
{
    /// <summary>The header for a request now.</summary>
    public AuthenticationHeaderValue Header() => account.Token is { } token
        ? new AuthenticationHeaderValue("Bearer", token.Value)
        : new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.Username}:{account.Password!.Value}")));

    /// <summary>After a refusal: reads the file again. True when there is something new to try.</summary>
    public bool Refresh() => (account.Token ?? account.Password)!.Refresh();
}
