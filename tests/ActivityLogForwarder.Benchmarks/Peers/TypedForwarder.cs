using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActivityLogForwarder.Benchmarks.EndToEnd;
using ActivityLogForwarder.Sinks.Kafka;
using Confluent.Kafka;

namespace ActivityLogForwarder.Benchmarks.Peers;

/// <summary>
/// A forwarder as it is usually written in .NET: the answer deserialized into classes, mapped to other objects,
/// serialized again, a cursor in a file. It walks five minutes at a time, 1,000 events a page and batch.
/// </summary>
internal static class TypedForwarder
{
    private const string Contract = "31990001";

    private static readonly JsonSerializerOptions Ecs = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <param name="args">The API's port, from, to, <c>ecs</c>, <c>cef</c> or <c>kafka</c>, the receiver's port, a folder.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        using var api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{args[0]}/activitylog/v1/contracts/") };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "bench");
        using var bulk = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{args[4]}/") };
        using var kafka = args[3] == "kafka" ? KafkaAt(args[4]) : null;
        using var wire = args[3] == "cef" ? new TcpClient("127.0.0.1", int.Parse(args[4], CultureInfo.InvariantCulture)) : null;
        var cursor = DateTime.Parse(args[1], CultureInfo.InvariantCulture);
        var end = DateTime.Parse(args[2], CultureInfo.InvariantCulture);
        var count = 0L;
        while (cursor < end)
        {
            var until = cursor.AddMinutes(5) < end ? cursor.AddMinutes(5) : end;
            for (long offset = 0, total = 1; offset < total;)
            {
                var page = await api.GetFromJsonAsync<TypedPage>(
                    $"{Contract}?dateStart={cursor:yyyy-MM-ddTHH:mm:ssZ}&dateEnd={until:yyyy-MM-ddTHH:mm:ssZ}&offset={offset}&limit=1000").ConfigureAwait(false);
                var hits = page!.Hits.Hits;
                if (hits.Count == 0)
                    break;
                if (kafka is not null)
                    Produce(kafka, hits);
                else if (wire is null)
                    await SendBulkAsync(bulk, hits).ConfigureAwait(false);
                else
                    await wire.GetStream().WriteAsync(Encoding.UTF8.GetBytes(string.Concat(hits.Select(hit => TypedCef.Of(hit.Source))))).ConfigureAwait(false);
                offset += hits.Count;
                count += hits.Count;
                total = page.Hits.Total;
            }

            cursor = until;
            await File.WriteAllTextAsync(Path.Combine(args[5], "cursor.new"), cursor.ToString("O", CultureInfo.InvariantCulture)).ConfigureAwait(false);
            File.Move(Path.Combine(args[5], "cursor.new"), Path.Combine(args[5], "cursor"), overwrite: true);
        }

        Console.Out.WriteLine(count);
        return 0;
    }

    private static IProducer<string, byte[]> KafkaAt(string port)
    {
        if (!KafkaLibrary.TryLoad(out _))
            throw new DllNotFoundException(KafkaLibrary.Cure);
        return new ProducerBuilder<string, byte[]>(new ProducerConfig
        {
            BootstrapServers = "127.0.0.1:" + port,
            Acks = Acks.All,
            EnableIdempotence = true,
            CompressionType = CompressionType.Lz4,
        }).Build();
    }

    private static void Produce(IProducer<string, byte[]> kafka, List<TypedHit> hits)
    {
        foreach (var hit in hits)
        {
            kafka.Produce(
                KafkaReceiver.Topic,
                new Message<string, byte[]> { Key = Contract, Value = JsonSerializer.SerializeToUtf8Bytes(TypedEcs.Of(hit.Source), Ecs) },
                report =>
                {
                    if (report.Error.IsError)
                        throw new InvalidOperationException(report.Error.Reason);
                });
        }

        kafka.Flush();
    }

    private static async Task SendBulkAsync(HttpClient bulk, List<TypedHit> hits)
    {
        var body = new StringBuilder();
        foreach (var hit in hits)
        {
            body.Append(JsonSerializer.Serialize(new { create = new { _index = "logs-ionos.activity-default", _id = $"{Contract}:{hit.Source.Uuid}" } })).Append('\n');
            body.Append(JsonSerializer.Serialize(TypedEcs.Of(hit.Source), Ecs)).Append('\n');
        }

        using var content = new StringContent(body.ToString(), Encoding.UTF8, "application/x-ndjson");
        using var answer = await bulk.PostAsync(new Uri("_bulk?filter_path=errors,items.*.status", UriKind.Relative), content).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        using var document = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync().ConfigureAwait(false)).ConfigureAwait(false);
        if (document.RootElement.GetProperty("errors").GetBoolean())
            throw new InvalidOperationException("bulk");
    }
}
