using System.Text.RegularExpressions;

namespace ActivityLogForwarder.Tests.Configuration;

/// <summary>The secret files that an example names, so that it can be read on this machine.</summary>
internal sealed partial class SecretFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("alf-secrets-");

    /// <summary>The example, with secret files that are there.</summary>
    public string PutInto(string yaml)
    {
        foreach (var file in SecretFile().Matches(yaml).Select(match => _folder.FullName + match.Groups[1].Value))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "secret");
        }

        return SecretFile().Replace(yaml, _folder.FullName + "$1");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [GeneratedRegex("/run/(?:secrets|credentials)(/[a-z./-]+)")]
    private static partial Regex SecretFile();
}
