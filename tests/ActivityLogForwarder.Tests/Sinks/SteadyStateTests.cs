using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using ActivityLogForwarder.Core;
using ActivityLogForwarder.Sinks.Elasticsearch;
using ActivityLogForwarder.Sinks.File;
using ActivityLogForwarder.Tests.Sinks.File;
using ActivityLogForwarder.Tests.Sinks.Kafka;
using ActivityLogForwarder.Tests.Sinks.Syslog;

namespace ActivityLogForwarder.Tests.Sinks;

/// <summary>Alone in the process, since all that the process allocates is counted.</summary>
[CollectionDefinition(nameof(SteadyStateTests), DisableParallelization = true)]
public sealed class SteadyStateCollection;

/// <summary>What a sink allocates, connection and receiver included, does not grow with the events of a batch.</summary>
[Collection(nameof(SteadyStateTests))]
public class SteadyStateTests
{
    private const int Few = 500;
    private const int Many = 2500;
    private const int Batches = 20;

    // What timers, the thread pool and other connections do meanwhile, spread over all events.
    private const double Tolerance = 1;

    [Fact]
    public async Task The_file_sink_allocates_nothing_per_event()
    {
        using var folder = new TemporaryFolder();
        await using var sink = new FileSink(new FileSinkOptions { Path = new Template(folder.File("events.jsonl")), Fsync = false });
        await AssertNothingPerEventAsync(sink);
    }

    [Fact]
    public async Task The_syslog_sink_allocates_nothing_per_event()
    {
        using var receiver = new Receiver(_ => []);
        await using var sink = SomeSyslog.Sink(SomeSyslog.To("tcp", receiver.Port));
        await AssertNothingPerEventAsync(sink);
    }

    [Fact]
    public async Task The_elasticsearch_sink_allocates_nothing_per_event()
    {
        var (few, many) = (Answer(Few), Answer(Many));
        using var receiver = new Receiver(lines => lines switch
        {
            2 * Few => few,
            2 * Many => many,
            _ => [],
        });
        await using var sink = new ElasticsearchSink(
            new ElasticsearchOptions { Urls = [new Uri($"http://127.0.0.1:{receiver.Port}")] }, TimeProvider.System);
        await AssertNothingPerEventAsync(sink);
    }

    [Fact]
    public async Task The_kafka_sink_allocates_nothing_per_event_but_its_result()
    {
        using var kafka = MockKafka.Start();
        await using var sink = SomeKafka.Sink(kafka, options => options with { DeliveryTimeout = TimeSpan.FromSeconds(60) });
        await AssertPerEventAsync(sink, Unsafe.SizeOf<WriteResult>() + Tolerance);
    }

    private static byte[] Answer(int items)
    {
        var body = "{\"errors\":false,\"items\":[" + string.Join(',', Enumerable.Repeat("{\"create\":{\"status\":201}}", items)) + "]}";
        return Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    private static Task AssertNothingPerEventAsync(ISink sink) => AssertPerEventAsync(sink, Tolerance);

    private static async Task AssertPerEventAsync(ISink sink, double most)
    {
        var (few, many) = (SomeBatch.Of(Few), SomeBatch.Of(Many));
        // Warm: connected, compiled, buffers of either size in the pool.
        await AllocatedAsync(sink, many);
        await AllocatedAsync(sink, few);
        // The least of several rounds: something else may have happened in one of them.
        var perEvent = double.MaxValue;
        for (var round = 0; round < 5 && perEvent > most; round++)
            perEvent = Math.Min(perEvent, (double)(await AllocatedAsync(sink, many) - await AllocatedAsync(sink, few)) / ((Many - Few) * Batches));
        Assert.InRange(perEvent, double.MinValue, most);
    }

    private static async Task<long> AllocatedAsync(ISink sink, Batch batch)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < Batches; i++)
        {
            batch.Results.Span.Clear();
            await sink.WriteAsync(batch, TestContext.Current.CancellationToken);
            Assert.Equal(WriteOutcome.Accepted, batch.Results.Span[batch.Count - 1].Outcome);
        }

        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    /// <summary>
    /// Takes everything; where it is requests with a length, answers each with what belongs to so many lines. It blocks
    /// a thread of its own and allocates nothing.
    /// </summary>
    private sealed class Receiver : IDisposable
    {
        private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
        private readonly Func<int, byte[]> _answer;
        private Socket? _connection;

        public Receiver(Func<int, byte[]> answer)
        {
            _answer = answer;
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen();
            new Thread(Serve) { IsBackground = true }.Start();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

        public void Dispose()
        {
            _listener.Dispose();
            _connection?.Dispose();
        }

        private void Serve()
        {
            var buffer = new byte[64 * 1024];
            try
            {
                _connection = _listener.Accept();
                for (int left = 0, lines = 0, read; (read = _connection.Receive(buffer)) > 0;)
                {
                    var body = 0;
                    if (left == 0 && buffer.AsSpan(0, read).StartsWith("POST "u8))
                    {
                        // The client sends a head in one piece.
                        body = buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8) + 4;
                        var length = buffer.AsSpan(0, body).IndexOf("Content-Length: "u8) + "Content-Length: ".Length;
                        Assert.True(Utf8Parser.TryParse(buffer.AsSpan(length, body - length), out left, out _));
                        lines = 0;
                    }

                    lines += buffer.AsSpan(body, read - body).Count((byte)'\n');
                    if (left > 0 && (left -= read - body) == 0)
                        _connection.Send(_answer(lines));
                }
            }
            catch (SocketException)
            {
                // The test is over.
            }
            catch (ObjectDisposedException)
            {
                // The same.
            }
        }
    }
}
