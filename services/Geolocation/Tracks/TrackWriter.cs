using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;

namespace TaskForce.Geolocation.Tracks;

/// <summary>
/// Adds to the log of positions. Not thread safe: the store's writer runs one change at a time, in all processes, so that whoever adds has seen all that
/// was added before.
/// </summary>
internal sealed class TrackWriter(TrackMemory memory, TrackStore store) : IDisposable
{
    private const int PointsPerRow = 2000;

    private readonly ByteBuffer _buffer = new();
    private TrackStatements? _statements;

    public void Dispose() => _statements?.Dispose();

    /// <summary>Keeps what the rules allow and answers for all, within a change of the store.</summary>
    public async Task<V1.ReportPositionsResponse[]> KeepAsync(GeolocationDb db, IReadOnlyList<ReportBatch> batches)
    {
        var statements = _statements = TrackStatements.For(db, _statements);
        await CatchUpAsync(db, statements);
        var lates = Locked(() => Judgement.FindLate(memory, batches));
        var kept = new Dictionary<int, HashSet<long>>();
        foreach (var (subject, question) in lates)
        {
            var paged = question.NeedsPages ? await db.PagedAsync(subject, question.From, question.To, CancellationToken.None) : [];
            kept[subject] = [question.Last, .. paged.Select(fix => fix.EventTime)];
        }

        var (part, answers) = Locked(() =>
        {
            var part = memory.Begin();
            return (part, new Judgement(memory, kept).Judge(batches));
        });
        await WriteAsync(statements, part);
        db.AfterCommit(() => Locked(() =>
        {
            memory.Confirm(part);
            return true;
        }));
        return answers;
    }

    private async Task CatchUpAsync(GeolocationDb db, TrackStatements statements)
    {
        var (end, paged) = await statements.LookAsync();
        var isBehind = Locked(() =>
        {
            memory.Reconcile(db.Batch, end);
            memory.DropPaged(paged);
            return end > memory.End;
        });
        if (isBehind)
        {
            await store.CatchUpAsync(db, end, CancellationToken.None);
        }
    }

    private async Task WriteAsync(TrackStatements statements, TrackPart part)
    {
        for (var subject = part.SubjectsBefore; subject < part.SubjectsAfter; subject++)
        {
            await statements.RegisterAsync(subject, memory.Subjects.NameOf(subject), memory.Subjects.NationOf(subject));
        }

        foreach (var (subject, nation) in Locked(() => memory.NewOwnersOf(part)))
        {
            await statements.ReassignAsync(subject, nation);
        }

        for (var start = part.Start; start < part.End; start += PointsPerRow)
        {
            await statements.AppendAsync(Encode(start, Math.Min(start + PointsPerRow, part.End)));
        }
    }

    private BatchRow Encode(long start, long end)
    {
        lock (memory.Gate)
        {
            _buffer.Clear();
            var before = (Event: 0L, Receipt: 0L);
            for (var place = start; place < end;)
            {
                var run = memory.Recent.Run(place, end);
                BatchCodec.Write(_buffer, run, memory.Subjects, ref before);
                place += run.Length;
            }

            return new() { First = memory.Recent[start].Sequence, Last = memory.Recent[end - 1].Sequence, ReceiptTime = before.Receipt, Points = _buffer.ToArray() };
        }
    }

    private T Locked<T>(Func<T> act)
    {
        lock (memory.Gate)
        {
            return act();
        }
    }
}
