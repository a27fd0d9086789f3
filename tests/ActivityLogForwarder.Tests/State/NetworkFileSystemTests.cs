using ActivityLogForwarder.State;

namespace ActivityLogForwarder.Tests.State;

public sealed class NetworkFileSystemTests
{
    private const string MountInfo = """
        22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
        30 22 0:40 / /data rw,relatime shared:2 - nfs4 server:/export rw,vers=4.2
        31 30 8:2 / /data/local rw,relatime - xfs /dev/sdb rw
        32 22 0:41 / /mnt/with\040space rw - cifs //server/share rw
        33 22 0:42 / /twice rw - nfs server:/a rw
        34 33 8:3 / /twice rw - ext4 /dev/sdc rw
        35 22 0:43 / /home rw master:1 propagate_from:2 - fuse.sshfs me@host: rw
        36 22 0:44 / /vm rw - 9p share rw
        broken line
        """;

    [Theory]
    [InlineData("/var/lib/forwarder.db", null)]
    [InlineData("/data/forwarder.db", "nfs4")]
    [InlineData("/database/forwarder.db", null)]
    [InlineData("/data/local/forwarder.db", null)]
    [InlineData("/mnt/with space/forwarder.db", "cifs")]
    [InlineData("/twice/forwarder.db", null)]
    [InlineData("/home/me/forwarder.db", "fuse.sshfs")]
    [InlineData("/vm/forwarder.db", null)]
    public void The_mount_with_the_longest_path_decides(string path, string? type)
    {
        Assert.Equal(type, NetworkFileSystem.TypeOf(MountInfo, path));
    }

    [Theory]
    [InlineData("nfs")]
    [InlineData("smb3")]
    [InlineData("ceph")]
    [InlineData("lustre")]
    [InlineData("fuse.glusterfs")]
    [InlineData("afs")]
    [InlineData("fuse.mfs")]
    [InlineData("fuse.gvfsd-fuse")]
    public void Every_network_type_is_known(string type)
    {
        Assert.Equal(type, NetworkFileSystem.TypeOf($"1 0 0:1 / / rw - {type} x rw", "/a"));
    }
}
