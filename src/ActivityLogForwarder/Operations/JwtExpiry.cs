using System.Buffers.Text;
using System.Text.Json;

namespace ActivityLogForwarder.Operations;

/// <summary>When a JSON Web Token ends by its own word. The signature is the API's to check.</summary>
public static class JwtExpiry
{
    private const int MaxTokenLength = 64 * 1024;

    /// <summary>
    /// Reads <c>exp</c> (RFC 7519 section 4.1.4: seconds since 1970, possibly with a fraction). False for anything
    /// that is no such token; never throws.
    /// </summary>
    public static bool TryRead(string? token, out DateTimeOffset expires)
    {
        expires = default;
        if (token is null || token.Length > MaxTokenLength)
            return false;
        var parts = token.Split('.');
        if (parts.Length != 3 || !Base64Url.IsValid(parts[1]))
            return false;
        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            if (claims.RootElement.ValueKind != JsonValueKind.Object
                || !claims.RootElement.TryGetProperty("exp", out var exp)
                || exp.ValueKind != JsonValueKind.Number
                || !exp.TryGetDouble(out var seconds)
                || !(seconds >= 0 && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
                return false;
            expires = DateTimeOffset.UnixEpoch.AddSeconds(Math.Floor(seconds));
            return true;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return false;
        }
    }
}
