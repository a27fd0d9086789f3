using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Syslog;
using ActivityLogForwarder.Tests.Sinks;
using ActivityLogForwarder.Tests.Sinks.File;
using ActivityLogForwarder.Tests.Sinks.Syslog;

namespace ActivityLogForwarder.Tests.Conformance;

/// <summary>The suite on every transport that can tell a dead receiver.</summary>
public abstract class SyslogConformance(string scheme, StubProtocol protocol) : SinkConformance
{
    public override SinkType Type => SyslogSink.Type;

    protected override Task<SinkReceiver> StartAsync() => Task.FromResult<SinkReceiver>(new Receiver(scheme, protocol));

    private sealed class Receiver : SinkReceiver
    {
        private readonly TemporaryFolder _folder = new();
        private readonly TestCertificates _certificates;
        private readonly SyslogStub _stub;
        private readonly string _scheme;
        private int _accepted;

        public Receiver(string scheme, StubProtocol protocol)
        {
            _scheme = scheme;
            _certificates = new TestCertificates(_folder.Path);
            _stub = new SyslogStub(protocol, scheme.EndsWith("tls", StringComparison.Ordinal) ? _certificates : null);
        }

        public override bool WasTouched => _stub.Connections > 0;

        public override ISink CreateSink() => new CountingSink(
            SomeSyslog.Sink(SomeSyslog.To(_scheme, _stub.Port) with { Tls = _certificates.Trusting }), count => Interlocked.Add(ref _accepted, count));

        public override IReadOnlyList<string> Records()
        {
            // Nothing but RELP says when the receiver has read what its system has.
            SpinWait.SpinUntil(() => _stub.Messages.Count >= Volatile.Read(ref _accepted), Eventually.Deadline);
            Assert.Null(_stub.Violation);
            return [.. _stub.Messages.Select(message => Rfc5424Message.Parse(message).Body)];
        }

        public override Task BreakAsync()
        {
            // What it had received and not read would be lost, as the sink's page says.
            Records();
            return _stub.DownAsync();
        }

        public override Task MendAsync() => _stub.UpAsync();

        public override IDisposable? Hold() => _scheme.StartsWith("relp", StringComparison.Ordinal) ? _stub.Hold() : null;

        protected override async Task StopAsync()
        {
            await _stub.DisposeAsync();
            _certificates.Dispose();
            _folder.Dispose();
        }
    }
}

public sealed class TcpSyslogConformance() : SyslogConformance("tcp", StubProtocol.Newline);

public sealed class TlsSyslogConformance() : SyslogConformance("tls", StubProtocol.OctetCounting);

public sealed class RelpConformance() : SyslogConformance("relp", StubProtocol.Relp);

public sealed class RelpTlsConformance() : SyslogConformance("relp+tls", StubProtocol.Relp);
