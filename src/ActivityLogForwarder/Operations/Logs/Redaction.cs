using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Operations.Logs;

/// <summary>
/// Knows every configured secret and takes it out of text before that is shown. A secret that its file has replaced
/// stays known: a server may still echo it. Safe for concurrent use.
/// </summary>
public sealed class Redaction
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mask = "[redacted]";

    /// <summary>A shorter secret is not looked for by itself: it would be found everywhere.</summary>
    public const int MinLength = 4;

    private readonly Lock _lock = new();
    private readonly List<Known> _secrets = [];
    private string[] _texts = [];

    /// <param name="secret">What must not be shown.</param>
    /// <param name="username">Who uses it in Basic authentication, whose Base64 is taken out too; null: no one.</param>
    public void Add(Secret secret, string? username = null)
    {
        lock (_lock)
        {
            _secrets.Add(new(secret, username));
            Learn();
        }
    }

    /// <summary>The text without the secrets.</summary>
    public string Apply(string text)
    {
        foreach (var known in Current())
            text = text.Replace(known, Mask, StringComparison.Ordinal);
        return text;
    }

    private string[] Current()
    {
        lock (_lock)
        {
            if (_secrets.Exists(known => known.HasChanged))
                Learn();
            return _texts;
        }
    }

    private void Learn()
    {
        var texts = new HashSet<string>(_texts, StringComparer.Ordinal);
        foreach (var known in _secrets)
            texts.UnionWith(known.Spellings());
        // A longer text may hold a shorter one, and must not be left in halves.
        _texts = [.. texts.OrderByDescending(text => text.Length)];
    }

    private sealed class Known(Secret secret, string? username)
    {
        private string _last = "";

        public bool HasChanged => secret.Value != _last;

        /// <summary>As it is, as it stands in a URL, in JSON, and in an <c>Authorization</c> header.</summary>
        public IEnumerable<string> Spellings()
        {
            var value = _last = secret.Value;
            if (value.Length >= MinLength)
            {
                yield return value;
                yield return Uri.EscapeDataString(value);
                yield return value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            }

            if (username is not null)
                yield return Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{value}"));
        }
    }
}
