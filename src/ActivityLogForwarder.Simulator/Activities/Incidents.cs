namespace ActivityLogForwarder.Simulator.Activities;

/// <summary>Incidents to try detection rules on. Nothing of the kind happens by itself in the simulated traffic, or not in such a row.</summary>
public static class Incidents
{
    private const string Cloud = "/cloudapi/v6";
    private const string Nic = Cloud + "/datacenters/<datacenter>/servers/<server>/nics/<nic>";

    private static readonly Touched[] OnNic = [new("nic", "<nic>", "vr.nic.update"), new("datacenter", "<datacenter>", "vr.datacenter.update")];

    public static IReadOnlyList<Incident> All { get; } =
    [
        new("failed-logons", "Someone tries passwords until one fits.", TimeSpan.FromSeconds(7), (Catalogue.FailedLogon, 15), (Catalogue.Logon, 1)),
        new("long-lived-token", "Someone has a token made that is valid for a year.", TimeSpan.Zero, (Catalogue.TokenOf(days: 365), 1)),
        new("administrator", "Someone makes a user an administrator.", TimeSpan.Zero,
            (new Scenario("PUT", Cloud + "/um/users/<person>", "make the user of <name> an administrator of the contract",
                new("user", "<person>", "sec.user.update"), new("contract", "<contract>", "sec.contract.update")).Done, 1)),
        new("mass-deletion", "Someone deletes one server after the other.", TimeSpan.FromSeconds(9),
            (Catalogue.Provisioning.First(scenario => scenario.Does("vr.server.delete")).Accepted, 25)),
        new("backup-unit-deleted", "Someone deletes a backup unit.", TimeSpan.Zero,
            (Catalogue.Administration.First(scenario => scenario.Does("bkp.backupunit.delete")).Done, 1)),
        new("firewall-opened", "Someone lets the whole world in, then switches the firewall off.", TimeSpan.FromSeconds(40),
            (new Scenario("POST", Nic + "/firewallrules", "allow any protocol from 0.0.0.0/0 on <name>", [new("firewallrule", "<rule>", "vr.firewallrule.create"), .. OnNic]).Accepted, 1),
            (new Scenario("PATCH", Nic, "switch off the firewall of <name>", [new("nic", "<nic>", "vr.firewall.deactivate"), .. OnNic]).Accepted, 1)),
        new("probing", "Someone tries what the account may not do.", TimeSpan.FromSeconds(11), [.. Catalogue.Provisioning.Select(scenario => (scenario.Refused, 1))]),
    ];
}
