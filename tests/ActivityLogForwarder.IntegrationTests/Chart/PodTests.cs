using YamlDotNet.RepresentationModel;

namespace ActivityLogForwarder.IntegrationTests.Chart;

/// <summary>What must hold for every pod of the chart, whatever the values.</summary>
public sealed class PodTests
{
    public static TheoryData<string> All => Cases.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task One_pod_runs_and_the_next_only_after_it(string name)
    {
        var rendered = await Helm.TemplateAsync(Cases.Values(name));
        Assert.Equal("1", rendered.Value("StatefulSet", "spec", "replicas"));
        Assert.DoesNotContain("Deployment", rendered.Kinds);
        Assert.DoesNotContain("HorizontalPodAutoscaler", rendered.Kinds);
        Assert.NotEqual(
            rendered.Value("StatefulSet", "spec", "selector", "matchLabels", "app.kubernetes.io/component"),
            rendered.Value("Pod", "metadata", "labels", "app.kubernetes.io/component"));
    }

    // https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted, and what goes beyond it.
    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_pod_is_restricted(string name)
    {
        var pods = (await Helm.TemplateAsync(Cases.Values(name))).Pods.ToList();
        Assert.Equal(2, pods.Count);
        Assert.All(pods, pod =>
        {
            Assert.Equal("true", Text(pod, "securityContext", "runAsNonRoot"));
            Assert.Equal("RuntimeDefault", Text(pod, "securityContext", "seccompProfile", "type"));
            Assert.Equal("false", Text(pod, "automountServiceAccountToken"));
            Assert.Equal("false", Text(pod, "enableServiceLinks"));
            Assert.NotEqual("0", Text(pod, "securityContext", "runAsUser"));
            foreach (var key in new[] { "hostNetwork", "hostPID", "hostIPC", "initContainers" })
                Assert.Null(Manifests.At(pod, key));
            var container = Assert.Single(((YamlSequenceNode)Manifests.At(pod, "containers")!).Children);
            Assert.Equal("false", Text(container, "securityContext", "allowPrivilegeEscalation"));
            Assert.Equal("true", Text(container, "securityContext", "readOnlyRootFilesystem"));
            Assert.Equal("[ ALL ]", Text(container, "securityContext", "capabilities", "drop"));
            Assert.NotEmpty(Text(container, "resources", "requests", "memory"));
            Assert.NotEmpty(Text(container, "resources", "limits", "memory"));
            Assert.Null(Manifests.At(container, "resources", "limits", "cpu"));
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_probe_asks_healthz(string name)
    {
        var container = Manifests.At((await Helm.TemplateAsync(Cases.Values(name))).The("StatefulSet"), "spec", "template", "spec", "containers", "0");
        Assert.All(["startupProbe", "livenessProbe", "readinessProbe"], probe =>
        {
            Assert.Equal("/healthz", Text(container!, probe, "httpGet", "path"));
            Assert.Equal("http", Text(container!, probe, "httpGet", "port"));
        });
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Secrets_are_directories_and_nothing_else(string name)
    {
        var rendered = await Helm.TemplateAsync(Cases.Values(name));
        Assert.DoesNotContain("Secret", rendered.Kinds);
        Assert.All(rendered.Pods, pod =>
        {
            var keys = Manifests.Members(pod).Select(member => member.Key).ToList();
            Assert.All(new[] { "subPath", "subPathExpr", "secretKeyRef", "envFrom", "hostPath" }, key => Assert.DoesNotContain(key, keys));
            Assert.All(
                Manifests.Members(pod).Where(member => member.Key == "secret"),
                secret => Assert.Null(Manifests.At(secret.Value, "items")));
        });
    }

    private static string Text(YamlNode node, params IEnumerable<string> path) => Manifests.At(node, path)?.ToString() ?? "";
}
