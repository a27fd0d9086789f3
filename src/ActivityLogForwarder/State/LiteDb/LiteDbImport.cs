using ActivityLogForwarder.Core;

namespace ActivityLogForwarder.State.LiteDb;

/// <summary>Writes the pieces of a state into a file that holds none, inside a transaction that the caller has begun.</summary>
internal sealed class LiteDbImport(LiteDbFile file)
{
    private readonly LiteDbDocuments _documents = new(file);

    /// <exception cref="ArgumentException">The records name something twice.</exception>
    public void Write(IEnumerable<StateRecord> records)
    {
        file.DeleteRange("j", "j" + LiteDbKeys.Last);
        var lane = 0L;
        foreach (var record in records)
        {
            switch (record)
            {
                case StateRecord.Lane begun when file.Find(LiteDbKeys.Lane(begun.Key)) is not null:
                    throw new StateException("The export names something twice; nothing was imported.");
                case StateRecord.Lane begun:
                    _documents.PutLane(begun.Key, lane = _documents.NextNumber(), StoredTime.Seconds(begun.Cursor), begun.Delivered);
                    break;
                case StateRecord.Covered { Window: var span }:
                    _documents.PutSpan('c', lane, StoredTime.Seconds(span.Start), StoredTime.Seconds(span.End));
                    break;
                case StateRecord.OpenGap { Window: var span }:
                    _documents.PutSpan('g', lane, StoredTime.Seconds(span.Start), StoredTime.Seconds(span.End));
                    break;
                case StateRecord.Explained { Difference: var explained }:
                    _documents.PutSpan('e', lane, StoredTime.Seconds(explained.Window.Start), StoredTime.Seconds(explained.Window.End), explained.Difference);
                    break;
                case StateRecord.Hour { Row: var row }:
                    _documents.PutRow(lane, row);
                    break;
                case StateRecord.Ids ids:
                    _documents.PutIds(lane, StoredTime.Seconds(ids.Earliest), StoredTime.Seconds(ids.Latest), ids.Keys);
                    break;
                case StateRecord.UntimedIds ids:
                    _documents.PutUntimed(lane, StoredTime.Seconds(ids.SettledAt), ids.Keys);
                    break;
                case StateRecord.Letter { DeadLetter: var letter }:
                    _documents.PutLetter(letter, letter.Number);
                    _documents.Reserve(letter.Number);
                    break;
                case StateRecord.UnfinishedJob { Job: var job }:
                    new LiteDbRepairs(file).SaveJob(job);
                    _documents.Reserve(job.Number);
                    break;
            }
        }
    }
}
