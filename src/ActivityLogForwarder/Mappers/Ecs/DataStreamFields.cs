using System.Text;
using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.Mappers.Ecs;

/// <summary>
/// What a record says of the data stream it is written to. The stream's name is <c>type-dataset-namespace</c>, split
/// at its first two dashes.
/// </summary>
/// <param name="Members">The member <c>data_stream</c> with its comma; empty where there is none.</param>
/// <param name="Dataset">The text for <c>event.dataset</c>, escaped.</param>
internal sealed record DataStreamFields(byte[] Members, byte[] Dataset)
{
    /// <summary>The fields of records that go to no data stream.</summary>
    public static readonly DataStreamFields None = new([], "ionos.activity"u8.ToArray());

    public static DataStreamFields Of(string name)
    {
        var parts = name.Split('-', 3);
        if (parts.Length < 3 || parts.Contains(""))
            return None;
        using var output = new Utf8Buffer(1024);
        var dataStream = output.Open("\"data_stream\":{"u8);
        output.Plain("\"type\":\""u8, Encoding.UTF8.GetBytes(parts[0]));
        output.Plain("\"dataset\":\""u8, Encoding.UTF8.GetBytes(parts[1]));
        output.Plain("\"namespace\":\""u8, Encoding.UTF8.GetBytes(parts[2]));
        output.Close(dataStream, "},"u8);
        var members = output.WrittenSpan.ToArray();
        output.Clear();
        output.Escape(Encoding.UTF8.GetBytes(parts[1]));
        return new DataStreamFields(members, output.WrittenSpan.ToArray());
    }
}
