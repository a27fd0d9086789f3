namespace ActivityLogForwarder.IntegrationTests.Chart;

/// <summary>Wrong values are refused before anything is installed, and the message says where and why.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("replicaCount=2", "'/replicaCount': value must be 1")]
    [InlineData("replicas=2", "additional properties 'replicas' not allowed")]
    [InlineData("resources.limits.cpu=1", "'/resources/limits': additional properties 'cpu' not allowed")]
    [InlineData("persistence.accessMode=ReadWriteMany", "'/persistence/accessMode': value must be one of '', 'ReadWriteOnce', 'ReadWriteOncePod'")]
    [InlineData("podSecurityContext.runAsUser=0", "'/podSecurityContext/runAsUser': minimum: got 0, want 1")]
    [InlineData("extraEnv[0].name=A,extraEnv[0].valueFrom.secretKeyRef.name=s", "'/extraEnv/0/valueFrom': additional properties 'secretKeyRef' not allowed")]
    [InlineData("extraVolumeMounts[0].name=a,extraVolumeMounts[0].mountPath=/a,extraVolumeMounts[0].subPath=b", "additional properties 'subPath' not allowed")]
    [InlineData("config.sorce.url=https://api.example", "'/config': additional properties 'sorce' not allowed")]
    [InlineData("config.source.pollInterval=60", "'/config/source/pollInterval': got number, want string")]
    [InlineData("config.source.pollInterval=60x", "'/config/source/pollInterval': '60x' does not match pattern")]
    [InlineData("config.source.pageSize=many", "'/config/source/pageSize': got string, want integer")]
    [InlineData("config.accounts.main.token=t", "'/config/accounts/main': additional properties 'token' not allowed")]
    [InlineData("config.accounts.main.contracts={31999999}", "'/config/accounts/main/contracts/0': got number, want string")]
    [InlineData("config.http.listen=127.0.0.1:8080", "'/config/http/listen': value must be '*:8080'")]
    [InlineData("config.http=null", "missing property 'http'")]
    [InlineData("config.state.path=/tmp/forwarder.db", "'/config/state/path': '/tmp/forwarder.db' does not match pattern")]
    [InlineData("config.sinks.siem.type=elastic", "'/config/sinks/siem/type': value must be one of 'elasticsearch', ")]
    [InlineData("config.sinks.siem.url=https://siem.example", "'/config/sinks/siem': missing property 'type'")]
    [InlineData("config.sinks.siem.type=elasticsearch", "'/config/sinks/siem': missing property 'urls'")]
    [InlineData("config.sinks.siem.type=http,config.sinks.siem.url=https://h,config.sinks.siem.apiKey=k", "'/config/sinks/siem': additional properties 'apiKey' not allowed")]
    [InlineData("config.sinks.siem.type=kafka,config.sinks.siem.sasl.mechanism=PLAIN,config.sinks.siem.sasl.password=p", "'/config/sinks/siem/sasl': additional properties 'password' not allowed")]
    public async Task A_wrong_value_is_named(string value, string message) =>
        Assert.Contains(message, await Helm.RefusalAsync("--set", value), StringComparison.Ordinal);

    [Fact]
    public async Task An_account_needs_a_secret() => Assert.Contains(
        "config.accounts is needed where secrets names no Secret", await Helm.RefusalAsync("--set", "secrets=null"), StringComparison.Ordinal);

    [Fact]
    public async Task The_chart_is_for_one_clusters_age_and_later() =>
        Assert.Contains("kubeVersion: >=1.25.0-0", await Helm.RefusalAsync("--kube-version", "1.24"), StringComparison.Ordinal);
}
