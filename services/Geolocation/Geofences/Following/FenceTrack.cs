using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Geofences.History;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Geofences.Following;

/// <summary>All that geofences know of the track.</summary>
internal sealed class FenceTrack(Journal<GeolocationDb> journal, PositionFeed feed) : IFixes
{
    /// <summary>The sequence of the newest position that <see cref="LastKnown"/> knows.</summary>
    public long End => feed.Index.End;

    /// <summary>The sequence of the newest position of all.</summary>
    public static Task<long> EndOfAsync(GeolocationDb db) => db.EndOfTrackAsync(CancellationToken.None);

    /// <summary>Is woken when there may be more.</summary>
    public PositionFeed.Subscription Subscribe() => feed.Subscribe();

    /// <summary>Up to <paramref name="most"/> positions of anybody after a sequence, in order.</summary>
    public async Task<IReadOnlyList<Fix>> AfterAsync(long sequence, int most, CancellationToken cancellation) =>
        [.. (await journal.ReadAsync(db => db.AfterAsync(sequence, most, cancellation), cancellation)).Select(ToFix)];

    public Task<TrackPart> AroundAsync(string subject, DateTimeOffset from, DateTimeOffset before, long upTo, int most, CancellationToken cancellation) =>
        journal.ReadAsync(async db =>
        {
            var own = db.TrackPoints.AsNoTracking().Where(point => point.Subject == subject && point.Sequence <= upTo);
            var last = await own.Where(point => point.EventTime < from).OrderByDescending(point => point.EventTime).FirstOrDefaultAsync(cancellation);
            List<TrackPoint> within = before <= from ? []
                : await own.Where(point => point.EventTime >= from && point.EventTime < before).OrderBy(point => point.EventTime).Take(most).ToListAsync(cancellation);
            return new TrackPart(last is null ? null : ToFix(last), within.ConvertAll(ToFix));
        }, cancellation);

    public IReadOnlyList<Fix> LastKnown() => [.. feed.Index.FindAll(Selection.Everything).Points.Select(ToFix)];

    private static Fix ToFix(TrackPoint point) => new(point.Sequence, point.Subject, point.EventTime, point.Location, point.AccuracyMetres ?? 0);
}
