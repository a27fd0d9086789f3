using System.Text;
using Confluent.Kafka;

namespace ActivityLogForwarder.Sinks.Kafka;

/// <summary>
/// The topics of a batch as librdkafka has them. It asks who leads a topic as soon as it is told of it in this way, and
/// only within a second where it learns of it by the name on a record.
/// </summary>
/// <param name="client">librdkafka's producer.</param>
internal sealed unsafe class KafkaTopics(nint client) : IDisposable
{
    private string? _name;
    private nint _topic;

    /// <summary>The topic of that name until the next one is asked for; events of one topic mostly follow each other.</summary>
    /// <param name="name">The name.</param>
    /// <param name="error">Why there is none, if what is returned is 0.</param>
    public nint Of(string name, out ErrorCode error)
    {
        error = ErrorCode.NoError;
        if (name == _name)
            return _topic;
        Dispose();
        fixed (byte* bytes = Encoding.UTF8.GetBytes(name + '\0'))
            _topic = Native.NewTopic(client, bytes, 0);
        if (_topic == 0)
            error = Native.LastError();
        else
            _name = name;
        return _topic;
    }

    /// <summary>Lets go of it; records handed over keep it.</summary>
    public void Dispose()
    {
        if (_topic != 0)
            Native.FreeTopic(_topic);
        (_name, _topic) = (null, 0);
    }
}
