namespace ActivityLogForwarder.State;

/// <summary>
/// Tells file systems whose locks and syncs cannot be relied on, by <c>/proc/self/mountinfo</c>. 9p is not among
/// them: sandboxes and virtual machines show local folders by it.
/// </summary>
internal static class NetworkFileSystem
{
    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "nfs", "nfs4", "cifs", "smbfs", "smb2", "smb3", "ncpfs", "afs", "coda", "ceph", "lustre", "glusterfs", "beegfs",
        "gpfs", "orangefs", "pvfs2", "davfs", "fuse.sshfs", "fuse.glusterfs", "fuse.ceph", "fuse.ceph-fuse", "fuse.davfs",
        "fuse.davfs2", "fuse.rclone", "fuse.s3fs", "fuse.gcsfuse", "fuse.goofys", "fuse.mount-s3", "fuse.blobfuse",
        "fuse.blobfuse2", "fuse.juicefs", "fuse.smbnetfs", "fuse.lustre", "fuse.moosefs", "fuse.seaweedfs",
        "fuse.mfs", "fuse.lizardfs", "fuse.curlftpfs", "fuse.gvfsd-fuse", "fuse.hdfs", "fuse.alluxio", "fuse.nfs", "wekafs", "afpfs",
    };

    /// <summary>The type of the network file system on which the path lies; null if it lies on another one.</summary>
    /// <param name="mountInfo">The mounts, in the format of proc(5), <c>/proc/PID/mountinfo</c>.</param>
    /// <param name="path">An absolute path without links in it.</param>
    public static string? TypeOf(string mountInfo, string path)
    {
        var longest = -1;
        var type = "";
        foreach (var line in mountInfo.Split('\n'))
        {
            // ID parent device root MOUNT-POINT options optional-fields… - TYPE source options
            var fields = line.Split(' ');
            var separator = Array.IndexOf(fields, "-", Math.Min(fields.Length, 6));
            if (separator < 0 || separator + 1 >= fields.Length)
                continue;
            var mountPoint = Unescape(fields[4]);
            // Of two mounts on one point the later one hides the earlier.
            if (mountPoint.Length < longest || !IsWithin(path, mountPoint))
                continue;
            longest = mountPoint.Length;
            type = fields[separator + 1];
        }

        return Types.Contains(type) ? type : null;
    }

    private static bool IsWithin(string path, string folder) =>
        folder == "/" || (path.StartsWith(folder, StringComparison.Ordinal)
            && (path.Length == folder.Length || path[folder.Length] == '/'));

    // Space, tab, line feed and backslash stand as three octal digits after a backslash.
    private static string Unescape(string text)
    {
        var position = text.IndexOf('\\', StringComparison.Ordinal);
        if (position < 0)
            return text;
        var result = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length && text.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                result.Append((char)((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0')));
                i += 3;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }
}
