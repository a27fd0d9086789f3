using ActivityLogForwarder.Core;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>Whether records could be written, found out by asking for metadata alone.</summary>
internal static class KafkaCheck
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    // Where dialling has shown trouble with TLS, which a setting of librdkafka's own may yet cure.
    private static readonly TimeSpan DoubtfulWait = TimeSpan.FromSeconds(5);

    /// <exception cref="SinkException">Records could not be written.</exception>
    public static async Task RunAsync(KafkaProducer.Lease lease, KafkaOptions options, CancellationToken cancellationToken)
    {
        var trouble = await BrokerProbe.FindAsync(options, cancellationToken).ConfigureAwait(false);
        if (trouble is { Code: "name-not-resolved" or "connection-refused" or "tls-files" })
            throw trouble;
        var longest = trouble is null ? LongestWait : DoubtfulWait;
        var wait = options.DeliveryTimeout < longest ? options.DeliveryTimeout : longest;
        using var admin = new DependentAdminClientBuilder(lease.Producer.Handle).Build();
        // Asking for one topic may create it; asking for all creates none.
        var metadata = await Task.Run(() => Ask(admin, wait), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false)
            ?? throw trouble ?? KafkaErrors.Failure(lease.LastError == ErrorCode.NoError ? ErrorCode.Local_TimedOut : lease.LastError);
        if (!options.Topic.IsConstant)
            return;
        if (metadata.Topics.Find(topic => topic.Topic == options.Topic.Text) is not { } found || found.Error.Code == ErrorCode.UnknownTopicOrPart)
            throw new SinkException("topic-missing", $"The topic {options.Topic.Text} does not exist, or the credential may not see it.");
        if (found.Error.IsError)
            throw KafkaErrors.Failure(found.Error.Code);
        RefuseCompacted(await CleanupPolicyAsync(admin, options.Topic.Text, wait, cancellationToken).ConfigureAwait(false), options);
    }

    /// <summary>In a compacted topic the last record of each key stays, and no other.</summary>
    internal static void RefuseCompacted(string? policy, KafkaOptions options)
    {
        if (options.Key != KafkaKey.Id && policy?.Split(',').Any(part => part.Trim() == "compact") == true)
        {
            throw new SinkException(
                "compacted-topic", $"The topic {options.Topic.Text} is compacted: it would keep one event of each key; set key: id, or cleanup.policy=delete.");
        }
    }

    // Null without an answer: the error that the producer noted says more.
    private static Metadata? Ask(IAdminClient admin, TimeSpan wait)
    {
        try
        {
            return admin.GetMetadata(wait);
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    // Null where the brokers do not say, or the credential may not ask.
    private static async Task<string?> CleanupPolicyAsync(IAdminClient admin, string topic, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            var answers = await admin.DescribeConfigsAsync(
                [new ConfigResource { Type = ResourceType.Topic, Name = topic }], new DescribeConfigsOptions { RequestTimeout = wait })
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            return answers[0].Entries.TryGetValue("cleanup.policy", out var policy) ? policy.Value : null;
        }
        catch (KafkaException)
        {
            return null;
        }
    }
}
