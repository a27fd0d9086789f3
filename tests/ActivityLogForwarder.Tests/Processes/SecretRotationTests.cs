using System.Runtime.InteropServices;
using ActivityLogForwarder.Simulator;
using ActivityLogForwarder.Tests.Conformance;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary>Secrets that change while the program runs, as Kubernetes changes them.</summary>
public sealed class SecretRotationTests
{
    [Fact]
    public async Task A_mounted_secret_swapped_by_its_link_is_used_without_a_restart()
    {
        await using var installation = await Installation.StartAsync(options: new SimulatorOptions { Rate = 50 });
        var mount = Path.Combine(installation.Folder, "secret");
        Mount(mount, Installation.Token, "s3cr3t-key-1");
        installation.Elasticsearch.ApiKey = "s3cr3t-key-1";
        installation.Configure(
            Installation.ToElasticsearch.Replace("urls:", $"apiKeyFile: \"{mount}/api-key\", urls:", StringComparison.Ordinal),
            account: $"tokenFile: \"{mount}/ionos-token\"");
        await using var run = installation.Start("run");
        await Eventually.TrueAsync(() => installation.Indexed.Count > 300);

        Mount(mount, "s3cr3t-token-2", "s3cr3t-key-2");
        installation.Api.AcceptOnly("s3cr3t-token-2");
        installation.Elasticsearch.ApiKey = "s3cr3t-key-2";
        var seen = installation.Indexed.Count;
        await Eventually.TrueAsync(() => installation.Indexed.Count > seen + 50);

        Assert.False(run.HasExited);
        run.Terminate();
        Assert.Equal(0, (await run.FinishAsync()).ExitCode);
    }

    // As the kubelet does: the files are links through `..data`, itself a link to a folder of the secret's age, which
    // is replaced by a rename; then the folder before goes.
    private static void Mount(string mount, string token, string key)
    {
        var data = Path.Combine(mount, "..data");
        var before = Directory.Exists(data) ? File.ResolveLinkTarget(data, returnFinalTarget: false) : null;
        var age = $"..{Guid.NewGuid():N}";
        var folder = Directory.CreateDirectory(Path.Combine(mount, age));
        File.WriteAllText(Path.Combine(folder.FullName, "ionos-token"), token);
        File.WriteAllText(Path.Combine(folder.FullName, "api-key"), key);
        File.CreateSymbolicLink(data + "_tmp", age);
        Assert.Equal(0, Rename(data + "_tmp", data));
        foreach (var name in new[] { "ionos-token", "api-key" })
        {
            if (before is null)
                File.CreateSymbolicLink(Path.Combine(mount, name), $"..data/{name}");
        }

        if (before is not null)
            Directory.Delete(before.FullName, recursive: true);
    }

    // Of the link itself, whatever it leads to.
    [DllImport("libc", EntryPoint = "rename", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Rename(string from, string to);
}
