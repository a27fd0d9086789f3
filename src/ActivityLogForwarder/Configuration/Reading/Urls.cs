using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Reading;

/// <summary>Reads absolute URLs. What is wrong with one is said without quoting it: it may hold a password.</summary>
internal static class Urls
{
    /// <summary>What <see cref="Parse"/> says of user information; the reader adds which key is the right one.</summary>
    public const string UserInformation = "must not contain a user name or password";

    public static Uri? Parse(Option option, string text, out string? error)
    {
        error = Problem(option, text, out var url);
        return error is null ? url : null;
    }

    private static string? Problem(Option option, string text, out Uri? url)
    {
        var schemes = string.Join(" or ", option.Choices.Select(scheme => scheme + "://"));
        url = null;
        if (text.Trim().Length == 0)
            return "is empty; give a URL or leave the key out";
        if (HasUserInformation(text))
            return UserInformation;
        if (text.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)))
            return "is not a URL: it contains white space or control characters";
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        if (colon <= 0 || (option.Choices.Count > 0 && !option.Choices.Contains(text[..colon], StringComparer.OrdinalIgnoreCase)))
            return schemes.Length == 0 ? "is not a URL with its scheme" : $"must begin with {schemes}";
        return Uri.TryCreate(text, UriKind.Absolute, out url) && url.Host.Length > 0 ? null : "is not a valid URL";
    }

    // Looked for in the text, since what Uri cannot parse may contain a password as well.
    private static bool HasUserInformation(string text)
    {
        var authority = text.IndexOf("://", StringComparison.Ordinal) is var colon and >= 0 ? text[(colon + 3)..] : text;
        var end = authority.IndexOfAny(['/', '?', '#']);
        return authority[..(end < 0 ? authority.Length : end)].Contains('@', StringComparison.Ordinal);
    }
}
