using System.Text;

namespace ActivityLogForwarder.Mappers;

/// <summary>What a resource's type says of Kubernetes.</summary>
internal enum KubernetesKind : byte
{
    None,

    /// <summary>A cluster: the type is <c>k8s</c> or <c>kubernetes</c> alone, or it ends in <c>cluster</c>.</summary>
    Cluster,

    /// <summary>Anything else whose type begins so, such as a node pool.</summary>
    Other,
}

internal static class KubernetesKinds
{
    public static KubernetesKind Of(ReadOnlySpan<byte> type)
    {
        var rest = After(type, "k8s"u8, After(type, "kubernetes"u8, -1));
        if (rest < 0)
            return KubernetesKind.None;
        return rest == type.Length || (type.Length >= 7 && Ascii.EqualsIgnoreCase(type[^7..], "cluster"u8))
            ? KubernetesKind.Cluster
            : KubernetesKind.Other;
    }

    private static int After(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word, int otherwise) =>
        text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[..word.Length], word) ? word.Length : otherwise;
}
