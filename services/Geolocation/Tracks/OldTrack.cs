using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;

namespace TaskForce.Geolocation.Tracks;

/// <summary>Brings points of the table that held one row a point, up to version 0.1, into the log and into pages.</summary>
internal static class OldTrack
{
    private const int AtOnce = 20_000;

    /// <summary>Converts the oldest ones, in a change; how many.</summary>
    public static async Task<int> ConvertOldAsync(this GeolocationDb db, CancellationToken cancellation)
    {
        var old = await db.OldPoints.AsNoTracking().OrderBy(point => point.Sequence).Take(AtOnce).ToListAsync(cancellation);
        if (old is not [.., var last])
        {
            return 0;
        }

        var subjects = await RegisterAsync(db, old, cancellation);
        var points = old.Select(point => point.ToFix(subjects[point.Subject].Id)).ToList();
        db.TrackBatches.AddRange(ToBatches(points));
        db.TrackPages.AddRange(PageBuilder.Build(CollectionsMarshal.AsSpan(points), subjects.Values.ToDictionary(subject => subject.Id, subject => subject.Nation).GetValueOrDefault!));
        await db.MarkAsync(TrackMarkRow.Paged, last.Sequence);
        await db.OldPoints.Where(point => point.Sequence <= last.Sequence).ExecuteDeleteAsync(cancellation);
        return old.Count;
    }

    private static async Task<Dictionary<string, SubjectRow>> RegisterAsync(GeolocationDb db, List<TrackPoint> points, CancellationToken cancellation)
    {
        var names = points.Select(point => point.Subject).Distinct().ToList();
        var subjects = await db.Subjects.Where(subject => names.Contains(subject.Name)).ToDictionaryAsync(subject => subject.Name, cancellation);
        var next = await db.Subjects.MaxAsync(subject => (int?)subject.Id, cancellation) + 1 ?? 0;
        foreach (var point in points)
        {
            if (!subjects.TryGetValue(point.Subject, out var subject))
            {
                subjects[point.Subject] = subject = db.Subjects.Add(new() { Id = next++, Name = point.Subject, Nation = point.Nation }).Entity;
            }

            // The last known position tells the owner.
            subject.Nation = point.IsLate ? subject.Nation : point.Nation;
        }

        return subjects;
    }

    // A batch has no gaps; this table had some.
    private static IEnumerable<BatchRow> ToBatches(List<Fix> points)
    {
        var (buffer, subjects) = (new ByteBuffer(), new SubjectTable());
        for (var start = 0; start < points.Count;)
        {
            var end = start + 1;
            while (end < points.Count && end - start < 2000 && points[end].Sequence == points[end - 1].Sequence + 1)
            {
                end++;
            }

            var before = (0L, 0L);
            buffer.Clear();
            BatchCodec.Write(buffer, CollectionsMarshal.AsSpan(points)[start..end], subjects, ref before);
            yield return new() { First = points[start].Sequence, Last = points[end - 1].Sequence, ReceiptTime = points[end - 1].ReceiptTime, Points = buffer.ToArray() };
            start = end;
        }
    }
}
