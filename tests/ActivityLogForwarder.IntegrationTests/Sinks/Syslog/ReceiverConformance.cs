using ActivityLogForwarder.Core;
using ActivityLogForwarder.IntegrationTests.Receivers;
using ActivityLogForwarder.Sinks.Syslog;
using ActivityLogForwarder.Tests.Conformance;
using ActivityLogForwarder.Tests.Sinks;
using ActivityLogForwarder.Tests.Sinks.Syslog;

namespace ActivityLogForwarder.IntegrationTests.Sinks.Syslog;

/// <summary>The suite of all sinks against real receivers.</summary>
public abstract class ReceiverConformance(string scheme) : SinkConformance
{
    public override SinkType Type => SyslogSink.Type;

    protected override async Task<SinkReceiver> StartAsync() => new Receiver(await StartServerAsync(), scheme);

    private protected abstract Task<SyslogReceiver> StartServerAsync();

    private sealed class Receiver(SyslogReceiver server, string scheme) : SinkReceiver
    {
        private int _accepted;

        public override bool WasTouched => server.Count() > 0;

        public override ISink CreateSink() => new CountingSink(
            SomeSyslog.Sink(Sending.To(server, scheme)), count => Interlocked.Add(ref _accepted, count));

        public override IReadOnlyList<string> Records()
        {
            SpinWait.SpinUntil(() => server.Count() >= Volatile.Read(ref _accepted), Eventually.Deadline);
            return [.. server.Messages().Select(message => message.Body)];
        }

        public override Task BreakAsync()
        {
            // What it had received and not read would be lost, as the sink's page says.
            Records();
            return server.StopAsync();
        }

        public override Task MendAsync() => server.StartAsync();

        protected override Task StopAsync() => server.DisposeAsync().AsTask();
    }
}

public abstract class RsyslogConformance(string scheme) : ReceiverConformance(scheme)
{
    private protected override async Task<SyslogReceiver> StartServerAsync() => await Rsyslog.OpenAsync();
}

public sealed class RsyslogTcpConformance() : RsyslogConformance("tcp");

public sealed class RsyslogTlsConformance() : RsyslogConformance("tls");

public sealed class RsyslogRelpConformance() : RsyslogConformance("relp");

public sealed class RsyslogRelpTlsConformance() : RsyslogConformance("relp+tls");

public abstract class SyslogNgConformance(string scheme) : ReceiverConformance(scheme)
{
    private protected override async Task<SyslogReceiver> StartServerAsync() => await SyslogNg.OpenAsync();
}

public sealed class SyslogNgTcpConformance() : SyslogNgConformance("tcp");

public sealed class SyslogNgTlsConformance() : SyslogNgConformance("tls");
