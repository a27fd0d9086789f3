using System.Globalization;
using ActivityLogForwarder.Core;
using LiteDB;

namespace ActivityLogForwarder.State.LiteDb;

/// <summary>The documents that a state is made of, each written as <see cref="LiteDbReading"/> reads it.</summary>
internal sealed class LiteDbDocuments(LiteDbFile file)
{
    public BsonDocument FindLane(LaneKey lane) =>
        file.Find(LiteDbKeys.Lane(lane)) ?? throw new ArgumentException($"The lane {lane} was never begun.", nameof(lane));

    /// <summary>A number that nothing has had before: lanes, segments, letters and jobs share them.</summary>
    public long NextNumber()
    {
        var meta = file.Find(LiteDbKeys.Meta)!;
        var number = meta["next"].AsInt64;
        meta["next"] = number + 1;
        file.Put(LiteDbKeys.Meta, meta);
        return number;
    }

    public void Reserve(long number)
    {
        var meta = file.Find(LiteDbKeys.Meta)!;
        meta["next"] = Math.Max(meta["next"].AsInt64, number + 1);
        file.Put(LiteDbKeys.Meta, meta);
    }

    public void PutLane(LaneKey lane, long number, long cursor, long delivered) => file.Put(LiteDbKeys.Lane(lane), new BsonDocument
    {
        ["contract"] = lane.Contract,
        ["sink"] = lane.Sink,
        ["number"] = number,
        ["cursor"] = cursor,
        ["delivered"] = delivered,
        ["held"] = false,
    });

    public void PutSpan(char kind, long lane, long start, long stop, long difference = 0) => file.Put(
        LiteDbKeys.Of(kind, lane, start), new BsonDocument { ["start"] = start, ["stop"] = stop, ["difference"] = difference });

    public void PutIds(long lane, long min, long max, byte[] keys) => file.Put(
        LiteDbKeys.Of('i', lane, max, min, NextNumber()), new BsonDocument { ["min"] = min, ["max"] = max, ["ids"] = keys });

    public void PutUntimed(long lane, long at, byte[] keys) => file.Put(
        LiteDbKeys.Of('u', lane, at, 0, NextNumber()), new BsonDocument { ["at"] = at, ["ids"] = keys });

    public void PutRow(long lane, LedgerRow row)
    {
        var digest = new byte[SettledIds.KeySize];
        row.Digest.Write(digest);
        file.Put(LiteDbKeys.Of('h', lane, StoredTime.Seconds(row.Hour)), new BsonDocument
        {
            ["hour"] = StoredTime.Seconds(row.Hour),
            ["delivered"] = row.Delivered,
            ["dropped"] = row.Dropped,
            ["deadLettered"] = row.DeadLettered,
            ["discarded"] = row.Discarded,
            ["digest"] = digest,
        });
    }

    public void PutLetter(DeadLetter letter, long number)
    {
        file.Put(LiteDbKeys.Numbered('d', number), new BsonDocument
        {
            ["number"] = number,
            ["contract"] = letter.Lane.Contract,
            ["sink"] = letter.Lane.Sink,
            ["event"] = letter.EventId,
            ["time"] = letter.EventTime.Ticks,
            ["at"] = letter.SetAsideAt.Ticks,
            ["reason"] = letter.Reason,
            ["counted"] = letter.IsCounted,
            ["size"] = letter.Payload!.LongLength,
        });
        foreach (var (part, i) in LiteDbReading.Parts(letter.Payload).Select((part, i) => (part, i)))
            file.Put(LiteDbKeys.Numbered('p', number) + i.ToString("x8", CultureInfo.InvariantCulture), new BsonDocument { ["bytes"] = part });
    }

    public void DeleteLetter(long number)
    {
        file.DeleteRange(LiteDbKeys.Numbered('p', number), LiteDbKeys.Numbered('p', number) + LiteDbKeys.Last);
        file.Delete(LiteDbKeys.Numbered('d', number));
    }
}
