using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Ecs;

/// <summary>Who, from where, to whom: cloud, observer, organization, user, group, source, related, service, orchestrator.</summary>
internal static class EcsContext
{
    public static void Write(Utf8Buffer output, in Activity activity, ReadOnlySpan<byte> contract)
    {
        WriteCloud(output, activity, contract);
        WriteUser(output, activity);
        WriteSource(output, activity);

        var service = output.Open("\"service\":{"u8);
        output.Text("\"name\":\""u8, activity.TakeService());
        output.Close(service, "},"u8);

        var server = output.Open("\"server\":{"u8);
        output.Text("\"domain\":\""u8, activity.Take(Member.ServiceHost));
        output.Close(server, "},"u8);
        WriteCluster(output, activity);
    }

    private static void WriteCloud(Utf8Buffer output, in Activity activity, ReadOnlySpan<byte> contract)
    {
        output.Write("\"cloud\":{\"provider\":\"ionos\","u8);
        var account = output.Open("\"account\":{"u8);
        output.Plain("\"id\":\""u8, contract);
        output.Close(account, "},"u8);
        var service = output.Open("\"service\":{"u8);
        output.Text("\"name\":\""u8, activity.Take(Member.PrincipalService));
        output.Close(service, "},"u8);
        output.Length--;
        output.Write("},\"observer\":{\"vendor\":\"IONOS\",\"product\":\"ActivityLogForwarder\"},"u8);
        var organization = output.Open("\"organization\":{"u8);
        output.Plain("\"id\":\""u8, contract);
        output.Close(organization, "},"u8);
    }

    private static void WriteUser(Utf8Buffer output, in Activity activity)
    {
        var name = activity.Take(Member.Username);
        var domain = UserAddress.DomainOf(name.Unescape(activity.Scratch));
        var user = output.Open("\"user\":{"u8);
        output.Text("\"name\":\""u8, name);
        if (!domain.IsEmpty)
        {
            output.Text("\"email\":\""u8, name);
            output.Plain("\"domain\":\""u8, domain);
        }

        var target = output.Open("\"target\":{"u8);
        output.Text("\"id\":\""u8, activity.FirstId("user"u8));
        output.Close(target, "},"u8);
        output.Close(user, "},"u8);

        var group = output.Open("\"group\":{"u8);
        output.Text("\"id\":\""u8, activity.FirstId("group"u8));
        output.Close(group, "},"u8);
    }

    private static void WriteSource(Utf8Buffer output, in Activity activity)
    {
        var address = activity.Take(Member.SourceIp);
        var addresses = activity.ReadAddresses(address, out var text).All;
        var source = output.Open("\"source\":{"u8);
        output.Text("\"address\":\""u8, address);
        if (addresses.Length > 0)
            output.Plain("\"ip\":\""u8, addresses[0].In(text));
        output.Close(source, "},"u8);

        var related = output.Open("\"related\":{"u8);
        var ips = output.Open("\"ip\":["u8);
        foreach (ref readonly var ip in addresses)
            output.Plain("\""u8, ip.In(text));
        output.Close(ips, "],"u8);
        var users = output.Open("\"user\":["u8);
        output.Text("\""u8, activity.Peek(Member.Username));
        output.Close(users, "],"u8);
        output.Close(related, "},"u8);
    }

    private static void WriteCluster(Utf8Buffer output, in Activity activity)
    {
        JsonText cluster = default;
        var isKubernetes = false;
        for (var resource = 0; resource < activity.Nodes.ResourceCount && cluster.IsEmpty; resource++)
        {
            var type = activity.TextOf(activity.Nodes.FindInResource(resource, Member.ResourceType));
            var kind = KubernetesKinds.Of(type.Unescape(activity.Scratch));
            isKubernetes |= kind != KubernetesKind.None;
            if (kind == KubernetesKind.Cluster)
                cluster = activity.TextOf(activity.Nodes.FindInResource(resource, Member.ResourceId));
        }

        if (!isKubernetes)
            return;
        output.Write("\"orchestrator\":{\"type\":\"kubernetes\","u8);
        var open = output.Open("\"cluster\":{"u8);
        output.Text("\"id\":\""u8, cluster);
        output.Close(open, "},"u8);
        output.Length--;
        output.Write("},"u8);
    }
}
