using System.Diagnostics;

namespace ActivityLogForwarder.IntegrationTests.Receivers;

/// <summary>rsyslog: UDP, TCP, TLS with client certificates, RELP, and RELP over TLS.</summary>
internal sealed class Rsyslog : SyslogReceiver
{
    private readonly string _program;
    private readonly string _queue;
    private readonly string _driver;
    private readonly string? _onlyPeer;

    private Rsyslog(string program, string queue, string driver, string? onlyPeer) =>
        (_program, _queue, _driver, _onlyPeer) = (program, queue, driver, onlyPeer);

    protected override IReadOnlyList<string> Schemes { get; } = ["tcp", "tls", "relp", "relp+tls"];

    /// <summary>Starts an instance.</summary>
    /// <param name="queue">Settings of the queue between what is received and what is written.</param>
    /// <param name="driver">The library that does TLS: <c>gtls</c> or <c>ossl</c>.</param>
    /// <param name="onlyPeer">The only name that clients may have over TLS; null: any that the authority has certified.</param>
    public static async Task<Rsyslog> OpenAsync(string queue = "queue.type=\"Direct\"", string driver = "gtls", string? onlyPeer = null)
    {
        var paths = await ServerScript.Syslog.PathsAsync();
        var server = new Rsyslog(paths["RSYSLOG"], queue, driver, onlyPeer);
        await server.BeginAsync();
        return server;
    }

    protected override ProcessStartInfo Command(string configuration) =>
        new(_program, ["-n", "-f", configuration, "-i", Path.Combine(Folder, "rsyslog.pid")]);

    protected override string Configuration() => $$"""
        global(net.enableDNS="off" workDirectory="{{Folder}}" maxMessageSize="2m" parser.escapeControlCharactersOnReceive="off"
               defaultNetstreamDriverCAFile="{{Certificates.CaFile}}"
               defaultNetstreamDriverCertFile="{{Certificates.PathOf("server.pem")}}" defaultNetstreamDriverKeyFile="{{Certificates.PathOf("server.key")}}")
        module(load="imudp") module(load="imptcp") module(load="imrelp")
        module(load="imtcp" maxFrameSize="4000000" StreamDriver.Name="{{_driver}}" StreamDriver.Mode="1" {{Authentication}})
        template(name="json" type="string" string="{\"pri\":\"%pri%\",\"time\":\"%timereported:::date-rfc3339%\",\"host\":\"%hostname:::json%\",\"app\":\"%app-name:::json%\",\"msgid\":\"%msgid:::json%\",\"sd\":\"%structured-data:::json%\",\"body\":\"%msg:::json%\"}\n")
        ruleset(name="out" {{_queue}}) { action(type="omfile" file="{{Output}}" template="json" asyncWriting="off" flushOnTXEnd="on") }
        input(type="imudp" address="127.0.0.1" port="{{Port("tcp")}}" ruleset="out")
        input(type="imptcp" address="127.0.0.1" port="{{Port("tcp")}}" ruleset="out")
        input(type="imtcp" address="127.0.0.1" port="{{Port("tls")}}" ruleset="out")
        input(type="imrelp" address="127.0.0.1" port="{{Port("relp")}}" ruleset="out")
        input(type="imrelp" address="127.0.0.1" port="{{Port("relp+tls")}}" ruleset="out" tls="on" tls.authMode="certvalid"
              tls.caCert="{{Certificates.CaFile}}" tls.myCert="{{Certificates.PathOf("server.pem")}}" tls.myPrivKey="{{Certificates.PathOf("server.key")}}")
        syslog.* action(type="omfile" file="{{Folder}}/rsyslog.log")

        """;

    private string Authentication => _onlyPeer is null
        ? "StreamDriver.AuthMode=\"x509/certvalid\""
        : $"StreamDriver.AuthMode=\"x509/name\" PermittedPeer=[\"{_onlyPeer}\"]";
}
