using ActivityLogForwarder.Core.Options;

namespace ActivityLogForwarder.Configuration.Reading;

/// <summary>Cures that the description of the options does not yield by itself.</summary>
internal static class KeyHints
{
    /// <summary>Where the user name and password of a URL belong instead.</summary>
    public static string ForCredentials(string path, OptionGroup group)
    {
        if (path == "source.url")
            return "put them into accounts.NAME.username and accounts.NAME.passwordFile";
        if (path == "source.proxy")
            return "leave the key out and set HTTPS_PROXY in the environment, which may carry them";
        var secrets = group.Options.Where(option => option.Kind == OptionKind.Secret).ToList();
        if (group.Options.Any(option => option.Key == "username") && secrets.Find(option => option.Key == "password") is { } password)
            return $"put them into username and {password.FileKey()}";
        return secrets.Count == 0 ? "leave them out" : $"use {string.Join(" or ", secrets.Select(option => option.FileKey()))}";
    }
}
