using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Configuration.Reading;

/// <summary>Files that the configuration names and that must be readable at the start.</summary>
internal static class NamedFiles
{
    /// <summary>Larger than any token or password; it keeps a wrong path from filling the memory.</summary>
    private const int MaxSecretBytes = 64 * 1024;

    /// <summary>What keeps the file from being read; null if nothing does.</summary>
    public static string? Problem(string path) => Try(path, () =>
    {
        using var stream = File.OpenRead(path);
        return null;
    });

    /// <summary>The secret in the file; null with what is wrong about it, never with anything of its content.</summary>
    public static Secret? ReadSecret(string path, TimeProvider clock, out string? error)
    {
        Secret? secret = null;
        error = Try(path, () =>
        {
            if (new FileInfo(path).Length > MaxSecretBytes)
                return $"the file '{Paths.Printable(path)}' is too large for a secret (over 64 KiB)";
            secret = Secret.FromFile(path, clock);
            return SecretProblem(secret.Value) is { } problem ? $"the file '{Paths.Printable(path)}' {problem}" : null;
        });

        // What is mistaken for a path may be the secret: a token has no folders.
        if (error is not null && !File.Exists(path) && LooksLikeSecret(path))
            error = "names no file that exists; if this is the secret itself, use the key without File";
        return error is null ? secret : null;
    }

    /// <summary>What makes the text unusable as a secret; null if nothing does.</summary>
    public static string? SecretProblem(string value) =>
        value.Length == 0 ? "is empty; a secret has at least one character"
        : value.Any(char.IsControl) ? "holds line breaks or control characters; a secret is a single line"
        : value.Contains('\uFFFD', StringComparison.Ordinal) ? "is not UTF-8 text"
        : null;

    private static bool LooksLikeSecret(string path) =>
        path.StartsWith("eyJ", StringComparison.Ordinal) || path.Contains("://", StringComparison.Ordinal) || (path.Length > 40 && !path.Contains('/', StringComparison.Ordinal));

    private static string? Try(string path, Func<string?> read)
    {
        var shown = $"the file '{Paths.Printable(path)}'";
        try
        {
            return Directory.Exists(path) ? $"'{Paths.Printable(path)}' is a folder; name a file" : read();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return $"{shown} does not exist";
        }
        catch (UnauthorizedAccessException)
        {
            return $"{shown} may not be read by this user";
        }
        catch (Exception exception) when (exception is IOException or ArgumentException or NotSupportedException)
        {
            return $"{shown} cannot be read";
        }
    }
}
