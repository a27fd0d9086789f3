using System.Diagnostics;

namespace ActivityLogForwarder.IntegrationTests.Receivers;

/// <summary>syslog-ng: TCP with both framings, and TLS with client certificates.</summary>
internal sealed class SyslogNg : SyslogReceiver
{
    private readonly IReadOnlyDictionary<string, string> _paths;

    private SyslogNg(IReadOnlyDictionary<string, string> paths) => _paths = paths;

    // "tcp" takes lines, "octets" counted octets.
    protected override IReadOnlyList<string> Schemes { get; } = ["tcp", "octets", "tls"];

    public static async Task<SyslogNg> OpenAsync()
    {
        var server = new SyslogNg(await ServerScript.Syslog.PathsAsync());
        await server.BeginAsync();
        return server;
    }

    protected override ProcessStartInfo Command(string configuration) => new(
        _paths["SYSLOG_NG"],
        [
            "-F", "-f", configuration, $"--module-path={_paths["SYSLOG_NG_MODULES"]}", $"--persist-file={Folder}/persist",
            $"--control={Folder}/control", $"--pidfile={Folder}/syslog-ng.pid",
        ])
    {
        Environment = { ["LD_LIBRARY_PATH"] = _paths["SYSLOG_NG_LIBRARIES"] },
        RedirectStandardError = true,
    };

    protected override string Configuration() => $$"""
        @version: 3.35
        options { keep-hostname(yes); use-dns(no); flush-lines(1); frac-digits(6); log-msg-size(2097152); stats-freq(0); };
        source lines { network(ip("127.0.0.1") port({{Port("tcp")}}) transport("tcp") flags(syslog-protocol) log-iw-size(1000)); };
        source octets { syslog(ip("127.0.0.1") port({{Port("octets")}}) transport("tcp")); };
        source tls {
          syslog(ip("127.0.0.1") port({{Port("tls")}}) transport("tls") tls(
            key-file("{{Certificates.PathOf("server.key")}}") cert-file("{{Certificates.PathOf("server.pem")}}")
            ca-file("{{Certificates.CaFile}}") peer-verify(required-trusted)));
        };
        destination out {
          file("{{Output}}" template("$(format-json pri=$PRI time=$ISODATE host=$HOST app=$PROGRAM msgid=$MSGID contract=${.SDATA.ionos@32473.contract} id=${.SDATA.ionos@32473.id} body=$MESSAGE)\n"));
        };
        log { source(lines); source(octets); source(tls); destination(out); flags(flow-control); };

        """;
}
