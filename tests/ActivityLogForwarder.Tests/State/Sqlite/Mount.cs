using System.Diagnostics;

namespace ActivityLogForwarder.Tests.State.Sqlite;

/// <summary>Mounts for tests of full and read-only disks. Only root may, and not everywhere.</summary>
internal static class Mount
{
    public static bool TryReadOnly(string folder) =>
        Run("mount", "--bind", folder, folder) && (Run("mount", "-o", "remount,bind,ro", folder) || (Run("umount", folder) && false));

    public static bool TryTiny(string folder, string size) => Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", folder);

    public static void Remove(string folder) => Assert.True(Run("umount", folder));

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
