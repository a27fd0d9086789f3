using System.Text;

namespace ActivityLogForwarder.Simulator.Http;

/// <summary>Which <c>Authorization</c> headers are accepted; may change at run time.</summary>
internal sealed class Credentials
{
    private volatile string[] _accepted = [];

    public Credentials(string? token, string? username, string? password)
    {
        var accepted = new List<string>();
        if (token is not null)
            accepted.Add(Bearer(token));
        if (username is not null)
            accepted.Add("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}")));
        _accepted = [.. accepted];
    }

    /// <summary>From now on this Bearer token, and nothing else.</summary>
    public void AcceptOnly(string token) => _accepted = [Bearer(token)];

    /// <summary>Whether a request with this header is let in: any that is not empty, unless credentials were named.</summary>
    public bool Accept(string authorization) => _accepted is { Length: > 0 } accepted
        ? accepted.Contains(authorization, StringComparer.Ordinal)
        : !string.IsNullOrWhiteSpace(authorization);

    private static string Bearer(string token) => "Bearer " + token;
}
