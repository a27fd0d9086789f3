using ActivityLogForwarder.Core;
using Confluent.Kafka;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>Errors of librdkafka and of brokers in the words of a sink. Nothing they say at length is quoted.</summary>
internal static class KafkaErrors
{
    /// <summary>What an error means for one record.</summary>
    public static WriteResult Judge(ErrorCode code, bool isAlone) => code switch
    {
        ErrorCode.NoError => WriteResult.Accepted,
        // A broker refuses records by the set in which they came: which one is to blame, halves will tell.
        ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidRecord => isAlone
            ? WriteResult.Rejected(CodeOf(code))
            : WriteResult.TooLarge(CodeOf(code)),
        _ => WriteResult.Retry(CodeOf(code)),
    };

    /// <summary>The failure of an attempt or a check as a whole.</summary>
    public static SinkException Failure(ErrorCode code, Exception? inner = null) => new(CodeOf(code), code switch
    {
        ErrorCode.Local_Resolve => "The name of a broker cannot be resolved.",
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => "The brokers refuse the credential.",
        ErrorCode.Local_Ssl => "A broker's certificate is not trusted, or ours is not accepted.",
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown => "No broker can be reached; one may refuse the connection, or want TLS.",
        ErrorCode.Local_MsgTimedOut or ErrorCode.Local_TimedOut or ErrorCode.RequestTimedOut => "The brokers did not answer in time.",
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic => "The topic does not exist, or the credential may not see it.",
        ErrorCode.TopicAuthorizationFailed => "The credential may not write to the topic.",
        ErrorCode.ClusterAuthorizationFailed => "The credential may not write idempotently (IdempotentWrite on the cluster).",
        ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend => "Too few replicas of the topic are in sync.",
        ErrorCode.Local_UnsupportedFeature => "The brokers are too old; Kafka 0.11 or later is needed.",
        _ => $"The record could not be delivered ({code}).",
    }, innerException: inner);

    /// <summary>The short word for an error.</summary>
    public static string CodeOf(ErrorCode code) => code switch
    {
        ErrorCode.Local_Resolve => "name-not-resolved",
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => "credential-refused",
        ErrorCode.Local_Ssl => "certificate-not-trusted",
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown => "connection-failed",
        ErrorCode.Local_MsgTimedOut or ErrorCode.Local_TimedOut or ErrorCode.RequestTimedOut => "timeout",
        ErrorCode.Local_QueueFull => "queue-full",
        ErrorCode.MsgSizeTooLarge => "message-too-large",
        ErrorCode.InvalidRecord => "invalid-record",
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic => "topic-missing",
        ErrorCode.TopicAuthorizationFailed => "topic-forbidden",
        ErrorCode.ClusterAuthorizationFailed => "idempotence-forbidden",
        ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend => "not-enough-replicas",
        _ => "kafka-" + code.ToString().ToLowerInvariant().Replace('_', '-'),
    };
}
