using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Ecs;

/// <summary>What ECS has no field for: <c>ionos.activity</c>.</summary>
internal static class EcsIonos
{
    public static void Write(Utf8Buffer output, in Activity activity)
    {
        var ionos = output.Open("\"ionos\":{"u8);
        var fields = output.Open("\"activity\":{"u8);
        output.Text("\"type\":\""u8, activity.Take(Member.Type));
        output.Text("\"status\":\""u8, activity.Take(Member.Status));
        if (!ActivityVerbs.IsHttpMethod(activity.Peek(Member.Method)))
            output.Text("\"method\":\""u8, activity.Take(Member.Method));
        output.Text("\"initiator\":\""u8, activity.Take(Member.Initiator));
        output.Text("\"queue_ref_id\":\""u8, activity.Take(Member.QueueRefId));
        output.Text("\"audit_version\":\""u8, activity.Take(Member.AuditVersion));
        var principal = output.Open("\"principal\":{"u8);
        output.Text("\"contract_number\":\""u8, activity.Take(Member.ContractNumber));
        output.Close(principal, "},"u8);
        WriteResources(output, activity);
        output.Unmapped("\"unmapped\":"u8, activity);
        output.Close(fields, "},"u8);
        output.Close(ionos, "},"u8);
    }

    private static void WriteResources(Utf8Buffer output, in Activity activity)
    {
        var resources = output.Open("\"resources\":["u8);
        for (var resource = 0; resource < activity.Nodes.ResourceCount; resource++)
        {
            var item = output.Open("{"u8);
            output.Text("\"type\":\""u8, activity.TakeNode(activity.Nodes.FindInResource(resource, Member.ResourceType)));
            output.Text("\"id\":\""u8, activity.TakeNode(activity.Nodes.FindInResource(resource, Member.ResourceId)));
            var actions = output.Open("\"action\":["u8);
            for (var node = 0; activity.MoveToNextAction(resource, ref node);)
                output.Text("\""u8, activity.TakeNode(node));
            output.Close(actions, "],"u8);
            output.Close(item, "},"u8);
        }

        output.Close(resources, "],"u8);
    }
}
