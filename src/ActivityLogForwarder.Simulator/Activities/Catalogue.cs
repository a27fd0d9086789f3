namespace ActivityLogForwarder.Simulator.Activities;

/// <summary>What happens in a contract: the requests, and the events that are no request to the Cloud API.</summary>
internal static class Catalogue
{
    private const string Cloud = "/cloudapi/v6";
    private const string DesignerService = "DCD";
    private const string DesignerHost = "dcd-1.fra.ionos.example";
    private const string Dc = Cloud + "/datacenters/<datacenter>";

    private static readonly Touched InDatacenter = new("datacenter", "<datacenter>", "vr.datacenter.update");

    /// <summary>Requests that are carried out in the background.</summary>
    public static readonly Scenario[] Provisioning =
    [
        new("POST", Cloud + "/datacenters", "create the data center <name> in de/fra", new("datacenter", "<datacenter>", "vr.datacenter.create"), new("user", "<person>", "sec.user.update"), new("group", "<group>", "sec.group.update")),
        new("PATCH", Dc, "rename the data center to <name>", InDatacenter, new("server", "<server>", "vr.server.update"), new("lan", "<lan>", "vr.lan.update")),
        new("DELETE", Dc + "?purge=volumes", "delete the data center <name>", new("datacenter", "<datacenter>", "vr.datacenter.delete"), new("server", "<server>", "vr.server.delete"), new("volume", "<volume>", "vr.volume.delete")),
        new("POST", Dc + "/servers?depth=3", "create the server <name> with <cores> cores", new("server", "<server>", "vr.server.create"), new("volume", "<volume>", "vr.volume.create"), new("nic", "<nic>", "vr.nic.create"), InDatacenter),
        new("PATCH", Dc + "/servers/<server>", "resize the server <name> to <cores> cores", new("server", "<server>", "vr.server.update"), InDatacenter, new("nic", "<nic>", "vr.nic.update")),
        new("POST", Dc + "/servers/<server>/stop", "stop the server <name>", new("server", "<server>", "vr.server.stop"), InDatacenter, new("volume", "<volume>", "vr.volume.update")),
        new("DELETE", Dc + "/servers/<server>", "delete the server <name>", new("server", "<server>", "vr.server.delete"), new("nic", "<nic>", "vr.nic.delete"), InDatacenter),
        new("POST", Dc + "/volumes?depth=2", "create a volume of <cores>00 GB for <name>", new("volume", "<volume>", "vr.volume.create"), InDatacenter, new("server", "<server>", "vr.server.update")),
        new("POST", Dc + "/servers/<server>/volumes", "attach a volume to the server <name>", new("volume", "<volume>", "vr.volume.attach"), new("server", "<server>", "vr.server.update"), InDatacenter),
        new("DELETE", Dc + "/volumes/<volume>", "delete a volume of <name>", new("volume", "<volume>", "vr.volume.delete"), InDatacenter, new("server", "<server>", "vr.server.update")),
        new("POST", Cloud + "/ipblocks", "reserve <cores> addresses from <address>", new("ipblock", "<block>", "ip.ipblock.reserve"), new("ip", "<address>", "ip.ip.reserve"), new("datacenter", "<datacenter>", "vr.datacenter.read")),
        new("DELETE", Cloud + "/ipblocks/<block>", "release the address block of <address>", new("ipblock", "<block>", "ip.ipblock.release"), new("ip", "<address>", "ip.ip.release"), new("nic", "<nic>", "vr.nic.update")),
        new("POST", Dc + "/servers/<server>/nics/<nic>/firewallrules", "allow TCP 443 from <address> on <name>", new("firewallrule", "<rule>", "vr.firewallrule.create"), new("nic", "<nic>", "vr.firewall.activate"), InDatacenter),
        new("DELETE", Dc + "/servers/<server>/nics/<nic>/firewallrules/<rule>", "remove a firewall rule from <name>", new("firewallrule", "<rule>", "vr.firewallrule.delete"), new("nic", "<nic>", "vr.nic.update"), InDatacenter),
        new("POST", Dc + "/volumes/<volume>/create-snapshot", "take a snapshot of <name>", new("snapshot", "<snapshot>", "sn.snapshot.create"), new("volume", "<volume>", "vr.volume.read"), InDatacenter),
        new("DELETE", Cloud + "/snapshots/<snapshot>", "delete the snapshot <name>", new("snapshot", "<snapshot>", "sn.snapshot.delete"), new("volume", "<volume>", "vr.volume.update"), InDatacenter),
        new("POST", Cloud + "/k8s", "create the Kubernetes cluster <name>", new("k8s", "<cluster>", "k8s.cluster.create"), new("user", "<person>", "sec.user.update"), new("ipblock", "<block>", "ip.ipblock.reserve"), InDatacenter),
        new("POST", Cloud + "/k8s/<cluster>/nodepools", "add a node pool of <cores> nodes to <name>", new("k8s-nodepool", "<pool>", "k8s.nodepool.create"), new("k8s", "<cluster>", "k8s.cluster.update"), InDatacenter, new("server", "<server>", "vr.server.create")),
        new("DELETE", Cloud + "/k8s/<cluster>/nodepools/<pool>", "remove a node pool from <name>", new("k8s-nodepool", "<pool>", "k8s.nodepool.delete"), new("k8s", "<cluster>", "k8s.cluster.update"), new("server", "<server>", "vr.server.delete")),
        new("POST", Dc + "/networkloadbalancers", "create the network load balancer <name>", new("networkloadbalancer", "<balancer>", "vr.networkloadbalancer.create"), new("lan", "<lan>", "vr.lan.update"), InDatacenter),
    ];

    /// <summary>Requests about users, groups and backup units, carried out at once.</summary>
    public static readonly Scenario[] Administration =
    [
        new("POST", Cloud + "/um/users", "create a user for <name>", new("user", "<person>", "sec.user.create"), new("group", "<group>", "sec.group.update"), new("datacenter", "<datacenter>", "vr.datacenter.share")),
        new("PUT", Cloud + "/um/users/<person>", "update a user of <name>", new("user", "<person>", "sec.user.update"), new("group", "<group>", "sec.group.read"), new("datacenter", "<datacenter>", "vr.datacenter.share")),
        new("DELETE", Cloud + "/um/users/<person>", "delete a user of <name>", new("user", "<person>", "sec.user.delete"), new("group", "<group>", "sec.group.update"), new("token", "<token>", "sec.token.delete")),
        new("POST", Cloud + "/um/groups", "create the group <name>", new("group", "<group>", "sec.group.create"), new("user", "<person>", "sec.user.update"), new("datacenter", "<datacenter>", "vr.datacenter.share")),
        new("POST", Cloud + "/um/groups/<group>/users", "add a user to the group <name>", new("group", "<group>", "sec.group.update"), new("user", "<person>", "sec.user.update"), new("datacenter", "<datacenter>", "vr.datacenter.share")),
        new("POST", Cloud + "/backupunits", "create the backup unit <name>", new("backupUnit", "<unit>", "bkp.backupunit.create"), new("user", "<person>", "sec.user.read"), new("datacenter", "<datacenter>", "vr.datacenter.read")),
        new("DELETE", Cloud + "/backupunits/<unit>", "delete the backup unit <name>", new("backupUnit", "<unit>", "bkp.backupunit.delete"), new("user", "<person>", "sec.user.read"), new("datacenter", "<datacenter>", "vr.datacenter.read")),
    ];

    /// <summary>Requests that only read.</summary>
    public static readonly Scenario[] Reads =
    [
        new("GET", Dc + "/servers/<server>?depth=5", "read the server <name>", new("server", "<server>", "vr.server.get"), new("datacenter", "<datacenter>", "vr.datacenter.get"), new("volume", "<volume>", "vr.volume.get")),
        new("GET", Cloud + "/datacenters?depth=2&limit=100", "list the data centers of <name>", new("datacenter", "<datacenter>", "vr.datacenter.list"), new("server", "<server>", "vr.server.list"), new("volume", "<volume>", "vr.volume.list")),
        new("GET", Cloud + "/k8s/<cluster>/kubeconfig", "read the access file of the cluster <name>", new("k8s", "<cluster>", "k8s.kubeconfig.get"), new("user", "<person>", "sec.user.get"), new("k8s-nodepool", "<pool>", "k8s.nodepool.get")),
    ];

    /// <summary>A read of the activity log itself.</summary>
    public static readonly Scenario LogRead =
        new("GET", "/activitylog/v1/contracts/<contract>?offset=0&limit=1000", "read the activity log", new Touched("contracts", "<contract>", "al.activitylog.get"));

    public static readonly Template Logon = Session("login", "DONE", "has logged in to the Data Center Designer with a second factor", "");

    public static readonly Template Logoff = Session("logout", "DONE", "has logged off from the Data Center Designer", "");

    public static readonly Template FailedLogon = Session("login", "FAILED", "has failed to log in to the Data Center Designer", Scenario.Error("401", "315", "Unauthorized: the user name or the password is wrong"));

    public static readonly Template Designer = Scenario.Source(
        "DCDUserEvent", "DONE", "The user has opened the data center <name> in the Data Center Designer and changed its layout",
        $"{DesignerParam("datacenters/<datacenter>/layout")},\"action\":\"PUT\"",
        string.Join(',', new Touched("datacenter", "<datacenter>", "vr.datacenter.layout"), new Touched("server", "<server>", "vr.server.layout"), new Touched("user", "<person>", "dcd.user.event")),
        DesignerService, DesignerHost);

    public static readonly Template GenerateToken = TokenOf(days: 30);

    /// <summary>A token is made that is valid for so long.</summary>
    public static Template TokenOf(int days) => Scenario.Source(
        "GenerateToken", "DONE", $"A token that is valid for {days} days has been generated for the user",
        $"\"action\":\"GET\",\"uri\":\"https://api.ionos.com/auth/v1/tokens/generate?ttl={days * 86_400}\",\"initiator\":\"<service>\",\"sourceService\":\"AUTH_REST\"",
        string.Join(',', new Touched("token", "<token>", "sec.token.create"), new Touched("user", "<person>", "sec.user.token"), new Touched("contract", "<contract>", "sec.contract.token")));

    private static Template Session(string verb, string status, string what, string error) => Scenario.Source(
        "DCDUserEvent", status, $"The user {what}, in a browser at <ip>",
        $"{DesignerParam($"session/<transaction>/{verb}")},\"action\":\"{verb}\"{error}",
        string.Join(',', new Touched("user", "<person>", $"sec.user.{verb}"), new Touched("session", "<transaction>", $"sec.session.{verb}"), new Touched("contract", "<contract>", $"sec.contract.{verb}")),
        DesignerService, DesignerHost);

    private static string DesignerParam(string path) =>
        $"\"uri\":\"https://dcd.ionos.com/latest/api/{path}\",\"initiator\":\"DCD\",\"sourceService\":\"DCD\"";
}
