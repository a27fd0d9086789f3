using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace ActivityLogForwarder.Tests.Monitoring;

/// <summary>Tokens in the form of JSON Web Tokens, made up.</summary>
internal static class Tokens
{
    public static string ThatEndsIn(TimeSpan time)
    {
        var claims = string.Create(CultureInfo.InvariantCulture, $"{{\"exp\":{DateTimeOffset.UtcNow.Add(time).ToUnixTimeSeconds()}}}");
        return $"e30.{Base64Url.EncodeToString(Encoding.ASCII.GetBytes(claims))}.c2ln";
    }
}
