using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ActivityLogForwarder.Tests.Processes;

namespace ActivityLogForwarder.Tests.Operations.Logs.Syslog;

public sealed class SyslogLogTests
{
    [Fact]
    public async Task The_own_log_goes_out_as_a_datagram_a_line()
    {
        await using var installation = await Installation.StartAsync();
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)receiver.Client.LocalEndPoint!).Port;
        installation.Configure(Installation.ToFile, more: string.Create(
            CultureInfo.InvariantCulture, $"log: {{ syslog: {{ host: 127.0.0.1, port: {port} }} }}"));
        await using var run = await installation.StartRunAsync();
        run.Terminate();
        Assert.Equal(0, (await run.FinishAsync()).ExitCode);

        // They are all in the receiver's buffer by now.
        var lines = new List<string>();
        while (receiver.Available > 0)
            lines.Add(Encoding.UTF8.GetString((await receiver.ReceiveAsync(TestContext.Current.CancellationToken)).Buffer));
        Assert.Contains(lines, line => line.Contains("Stopping", StringComparison.Ordinal));
        Assert.All(lines, line =>
        {
            Assert.Matches(@"^<\d{1,3}>1 \d{4}-\d\d-\d\dT", line);
            Assert.All(line, character => Assert.InRange(character, ' ', '~'));
            using var record = JsonDocument.Parse(line[line.IndexOf('{', StringComparison.Ordinal)..]);
            Assert.NotEmpty(record.RootElement.GetProperty("message").GetString()!);
            Assert.DoesNotContain(Installation.Token, line, StringComparison.Ordinal);
        });
    }
}
