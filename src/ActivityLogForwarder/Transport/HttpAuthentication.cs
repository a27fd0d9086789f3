using System.Net.Http.Headers;
using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Transport;

/// <summary>An API key, or a user and password, or nothing: what HTTP sinks show of themselves.</summary>
public sealed record HttpAuthentication
{
    /// <summary>The keys.</summary>
    public static readonly IReadOnlyList<Option> Options =
    [
        new("apiKey", OptionKind.Secret, "API key, encoded or as id:key."),
        new("username", OptionKind.Text, "User of Basic authentication, with password."),
        new("password", OptionKind.Secret, "Password of Basic authentication."),
    ];

    private Prepared? _prepared;

    /// <summary>The API key; null: none.</summary>
    public Secret? ApiKey { get; init; }

    /// <summary>The scheme under which the API key is shown.</summary>
    public string KeyScheme { get; init; } = "ApiKey";

    /// <summary>The user of Basic authentication; null: none.</summary>
    public string? Username { get; init; }

    /// <summary>The password of Basic authentication.</summary>
    public Secret? Password { get; init; }

    public static HttpAuthentication From(OptionValues values) => new()
    {
        ApiKey = values.Secret("apiKey"),
        Username = values.TextOrNull("username"),
        Password = values.Secret("password"),
    };

    /// <summary>Whether the user gave any credential.</summary>
    public static bool IsGiven(OptionValues values) =>
        values.IsGiven("apiKey") || values.IsGiven("username") || values.IsGiven("password");

    /// <summary>Reports what is wrong between the keys.</summary>
    public static void Check(OptionValues values, Action<string, string> report)
    {
        if (values.IsGiven("apiKey") && (values.IsGiven("username") || values.IsGiven("password")))
            report("apiKey", "give either apiKey or username and password, not both");
        if (values.IsGiven("username") != values.IsGiven("password"))
            report(values.IsGiven("username") ? "username" : "password", "username and password go together");
        if (values.TextOrNull("username")?.Contains(':', StringComparison.Ordinal) == true)
            report("username", "a user name of Basic authentication cannot hold a colon");
    }

    /// <summary>The header <c>Authorization</c> as the secrets are now; null without a credential.</summary>
    /// <exception cref="SinkException">The secret is empty or holds what no header can carry.</exception>
    public AuthenticationHeaderValue? Header()
    {
        if ((ApiKey ?? Password)?.Value is not { } secret)
            return null;
        var prepared = Volatile.Read(ref _prepared);
        if (prepared?.Secret != secret)
            Volatile.Write(ref _prepared, prepared = new Prepared(secret, ApiKey is null ? Basic(secret) : Key(secret)));
        return prepared!.Header;
    }

    /// <summary>Reads the secrets again, as after a refusal. True when one changed.</summary>
    public bool Refresh() => (ApiKey ?? Password)?.Refresh() ?? false;

    private AuthenticationHeaderValue Key(string secret)
    {
        if (secret.Length == 0 || secret.Any(c => c is <= ' ' or > '~'))
            throw new SinkException("credential", "The API key is empty or holds characters that no header can carry.");
        return new(KeyScheme, KeyScheme == "ApiKey" && secret.Contains(':', StringComparison.Ordinal) ? Convert.ToBase64String(Encoding.ASCII.GetBytes(secret)) : secret);
    }

    private AuthenticationHeaderValue Basic(string secret) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Username}:{secret}")));

    private sealed record Prepared(string Secret, AuthenticationHeaderValue Header);
}
