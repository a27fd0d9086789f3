using ActivityLogForwarder.Tests.Conformance;
using Microsoft.Data.Sqlite;

namespace ActivityLogForwarder.Tests.Processes;

/// <summary>A state that cannot be used stops the start with exit code 3, one line, and stays as it was.</summary>
public sealed class StateTests
{
    [Fact]
    public async Task A_state_that_is_no_database_is_left_alone() =>
        await RefusesAsync("is no state of this program", state => File.WriteAllText(state, "Dear diary, today the state was replaced by this text."));

    [Fact]
    public async Task An_empty_state_is_no_first_start() => await RefusesAsync("is an empty file", state => File.WriteAllBytes(state, []));

    [Fact]
    public async Task A_corrupt_state_is_left_alone() => await RefusesAsync("is corrupt", state =>
    {
        using var file = File.OpenWrite(state);
        file.Position = 4096;
        file.Write(new byte[file.Length > 8192 ? 8192 : 4096]);
    });

    [Fact]
    public async Task A_state_cut_short_is_left_alone() => await RefusesAsync("is corrupt", state =>
    {
        using var file = File.OpenWrite(state);
        file.SetLength(file.Length - 4096);
    });

    [Fact]
    public async Task Another_programs_database_is_left_alone() =>
        await RefusesAsync("is no state of this program", state => Execute(state, "PRAGMA application_id = 7"));

    [Fact]
    public async Task A_newer_state_is_left_alone() =>
        await RefusesAsync("has version 99", state => Execute(state, "PRAGMA user_version = 99"));

    [Fact]
    public async Task A_state_below_a_file_cannot_be_made()
    {
        await using var installation = await Installation.StartAsync();
        File.WriteAllText(Path.GetDirectoryName(installation.State)!, "a file");
        var finished = await installation.RunAsync(3, "run", "--once");
        Assert.Contains(installation.State, Assert.Single(finished.ErrorLines), StringComparison.Ordinal);
        Assert.Equal("a file", File.ReadAllText(Path.GetDirectoryName(installation.State)!));
        Assert.Empty(installation.Archived);
    }

    [Fact]
    public async Task Where_there_must_be_a_state_none_is_made()
    {
        await using var installation = await Installation.StartAsync();
        var text = File.ReadAllText(installation.Config);
        File.WriteAllText(installation.Config, text.Replace($"path: \"{installation.State}\"", $"path: \"{installation.State}\", expectExisting: true", StringComparison.Ordinal));
        Assert.Contains("There is no state", Assert.Single((await installation.RunAsync(3, "run", "--once")).ErrorLines), StringComparison.Ordinal);
        Assert.Contains("There is no state", Assert.Single((await installation.RunAsync(3, "status")).ErrorLines), StringComparison.Ordinal);
        Assert.Contains("There is no state", Assert.Single((await installation.RunAsync(3, "dead-letters", "list")).ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(installation.State));
    }

    [Fact]
    public async Task A_state_in_which_nothing_has_begun_is_not_the_one_there_must_be()
    {
        await using var installation = await Installation.StartAsync();
        await installation.RunAsync(0, "run", "--once");
        Execute(installation.State, "DELETE FROM lanes");
        var text = File.ReadAllText(installation.Config);
        File.WriteAllText(installation.Config, text.Replace($"path: \"{installation.State}\"", $"path: \"{installation.State}\", expectExisting: true", StringComparison.Ordinal));
        Assert.Contains("is empty, and state.expectExisting is true", Assert.Single((await installation.RunAsync(3, "run", "--once")).ErrorLines), StringComparison.Ordinal);
    }

    /// <summary>In a mount namespace of its own, the process is shown a table of mounts in which the folder is on a network.</summary>
    [Theory]
    [InlineData("nfs4")]
    [InlineData("cifs")]
    [InlineData("fuse.sshfs")]
    [InlineData("lustre")]
    [InlineData("ceph")]
    public async Task A_state_on_a_network_file_system_is_refused(string type)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can mount.");
        await using var installation = await Installation.StartAsync();
        var mounts = Path.Combine(installation.Folder, "mountinfo");
        File.WriteAllText(mounts, $"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 22 0:40 / {installation.Folder} rw - {type} server:/export rw\n");
        await using var run = ForwarderProcess.Start(
            ["run", "--once", "--config", installation.Config], under: ["unshare", "--mount", "sh", "-c", "mount --bind \"$0\" /proc/$$/mountinfo || exit 77; exec \"$@\"", mounts]);
        run.Input.Close();
        var finished = await run.FinishAsync();
        Assert.SkipWhen(finished.ExitCode is 77 or 1, "This system does not let even root mount.");
        Assert.Equal(3, finished.ExitCode);
        Assert.Contains($"would be on a network file system ({type})", Assert.Single(finished.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(installation.State));
    }

    [Fact]
    public async Task A_running_forwarder_keeps_its_state_to_itself()
    {
        await using var installation = await Installation.StartAsync();
        await using var run = installation.Start("run");
        await Eventually.TrueAsync(() => installation.Archived.Count == 300 && installation.Indexed.Count == 300);
        var second = await installation.RunAsync(3, "run", "--once");
        Assert.Contains("is held by another run", Assert.Single(second.ErrorLines), StringComparison.Ordinal);
        run.Terminate();
        Assert.Equal(0, (await run.FinishAsync()).ExitCode);
        await installation.RunAsync(0, "run", "--once");
        Same.Once(installation.Truth, installation.Archived);
    }

    private static async Task RefusesAsync(string why, Action<string> spoil)
    {
        await using var installation = await Installation.StartAsync();
        await installation.RunAsync(0, "run", "--once");
        spoil(installation.State);
        var (before, asked) = (File.ReadAllBytes(installation.State), installation.Api.Requests.Total);
        string[][] commands = [["run", "--once"], ["run"]];
        foreach (var command in commands)
        {
            var finished = await installation.RunAsync(3, command);
            Assert.Contains(why, Assert.Single(finished.ErrorLines), StringComparison.Ordinal);
            Assert.Empty(finished.Output);
        }

        Assert.Equal(["forwarder.db", "forwarder.db.lock"], Directory.GetFiles(Path.GetDirectoryName(installation.State)!).Select(Path.GetFileName).Order());
        Assert.Equal(asked, installation.Api.Requests.Total);

        // What only reads looks less closely, and changes as little.
        Assert.True((await installation.RunAsync("status")).ExitCode is 0 or 3);
        Assert.Equal(before, File.ReadAllBytes(installation.State));
    }

    private static void Execute(string state, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={state};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql + "; PRAGMA wal_checkpoint(TRUNCATE)";
        command.ExecuteNonQuery();
    }
}
