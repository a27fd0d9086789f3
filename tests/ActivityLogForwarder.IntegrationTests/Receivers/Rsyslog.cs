using System.Diagnostics;

namespace ActivityLogForwarder.IntegrationTests.Receivers;

/// <summary>rsyslog: UDP, TCP, TLS with client certificates, RELP, and RELP over TLS.</summary>
internal sealed class Rsyslog : SyslogReceiver
{
    private readonly string _program;
    private readonly string _queue;
    private readonly string _output;
    private readonly string _driver;
    private readonly string? _onlyPeer;
    private readonly bool _parsesRecords;

    private Rsyslog(string program, string queue, string output, string driver, string? onlyPeer, bool parsesRecords) =>
        (_program, _queue, _output, _driver, _onlyPeer, _parsesRecords) = (program, queue, output, driver, onlyPeer, parsesRecords);

    protected override IReadOnlyList<string> Schemes { get; } = ["tcp", "tls", "relp", "relp+tls"];

    /// <summary>Starts an instance.</summary>
    /// <param name="queue">Settings of the queue between what is received and what is written.</param>
    /// <param name="output">Settings of what writes.</param>
    /// <param name="driver">The library that does TLS: <c>gtls</c> or <c>ossl</c>.</param>
    /// <param name="onlyPeer">The only name that clients may have over TLS; null: any that the authority has certified.</param>
    /// <param name="parsesRecords">Whether it takes apart what the messages hold: CEF, LEEF, or JSON.</param>
    public static async Task<Rsyslog> OpenAsync(
        string queue = "queue.type=\"Direct\"", string output = "", string driver = "gtls", string? onlyPeer = null, bool parsesRecords = false)
    {
        var paths = await ServerScript.Syslog.PathsAsync();
        var server = new Rsyslog(paths["RSYSLOG"], queue, output, driver, onlyPeer, parsesRecords);
        await server.BeginAsync();
        return server;
    }

    protected override ProcessStartInfo Command(string configuration) =>
        new(_program, ["-n", "-f", configuration, "-i", Path.Combine(Folder, "rsyslog.pid")]);

    protected override string Configuration() => $$"""
        global(net.enableDNS="off" workDirectory="{{Folder}}" maxMessageSize="2m" parser.escapeControlCharactersOnReceive="off"
               defaultNetstreamDriverCAFile="{{Certificates.CaFile}}"
               defaultNetstreamDriverCertFile="{{Certificates.PathOf("server.pem")}}" defaultNetstreamDriverKeyFile="{{Certificates.PathOf("server.key")}}")
        module(load="imudp") module(load="imptcp") module(load="imrelp") module(load="mmnormalize") module(load="mmjsonparse") module(load="mmfields")
        module(load="imtcp" maxFrameSize="4000000" StreamDriver.Name="{{_driver}}" StreamDriver.Mode="1" {{Authentication}})
        template(name="json" type="string" string="{\"pri\":\"%pri%\",\"time\":\"%timereported:::date-rfc3339%\",\"host\":\"%hostname:::json%\",\"app\":\"%app-name:::json%\",\"msgid\":\"%msgid:::json%\",\"sd\":\"%structured-data:::json%\",\"body\":\"%msg:::json%\"{{(_parsesRecords ? ",\\\"fields\\\":%$!all-json%" : "")}}}\n")
        ruleset(name="out" {{_queue}}) { {{(_parsesRecords ? Parsers : "")}} action(type="omfile" file="{{Output}}" template="json" asyncWriting="off" flushOnTXEnd="on" {{_output}}) }
        input(type="imudp" address="127.0.0.1" port="{{Port("tcp")}}" ruleset="out")
        input(type="imptcp" address="127.0.0.1" port="{{Port("tcp")}}" ruleset="out")
        input(type="imtcp" address="127.0.0.1" port="{{Port("tls")}}" ruleset="out")
        input(type="imrelp" address="127.0.0.1" port="{{Port("relp")}}" ruleset="out")
        input(type="imrelp" address="127.0.0.1" port="{{Port("relp+tls")}}" ruleset="out" tls="on" tls.authMode="certvalid"
              tls.caCert="{{Certificates.CaFile}}" tls.myCert="{{Certificates.PathOf("server.pem")}}" tls.myPrivKey="{{Certificates.PathOf("server.key")}}")
        syslog.* action(type="omfile" file="{{Folder}}/rsyslog.log")

        """;

    // A list of fields parted by tabs serves for LEEF: rsyslog has no parser of its own for it.
    private const string Parsers = """
        if $msg startswith "CEF:" then { action(type="mmnormalize" rule=["rule=:%cef:cef%"]) }
          else if $msg startswith "{" then { action(type="mmjsonparse" cookie="") }
          else { action(type="mmfields" separator="\t" jsonRoot="!leef") }
        """;

    private string Authentication => _onlyPeer is null
        ? "StreamDriver.AuthMode=\"x509/certvalid\""
        : $"StreamDriver.AuthMode=\"x509/name\" PermittedPeer=[\"{_onlyPeer}\"]";
}
