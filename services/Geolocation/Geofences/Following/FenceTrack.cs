using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Geofences.History;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;
using TaskForce.Geolocation.Tracks;
using TaskForce.ServiceDefaults.Storage;
using Fix = TaskForce.Geolocation.Geofences.History.Fix;
using TrackPart = TaskForce.Geolocation.Geofences.History.TrackPart;

namespace TaskForce.Geolocation.Geofences.Following;

/// <summary>All that geofences know of the track.</summary>
internal sealed class FenceTrack(Journal<GeolocationDb> journal, TrackStore store, PositionFeed feed) : IFixes
{
    /// <summary>The sequence of the newest position that <see cref="LastKnown"/> knows.</summary>
    public long End => feed.Index.End;

    /// <summary>The sequence of the newest position of all.</summary>
    public static async Task<long> EndOfAsync(GeolocationDb db) => await db.TrackBatches.MaxAsync(row => (long?)row.Last) ?? 0;

    /// <summary>Is woken when there may be more.</summary>
    public PositionFeed.Subscription Subscribe() => feed.Subscribe();

    /// <summary>Up to <paramref name="most"/> positions of anybody after a sequence, in order.</summary>
    public async Task<IReadOnlyList<Fix>> AfterAsync(long sequence, int most, CancellationToken cancellation) =>
        [.. (await journal.ReadAsync(db => store.AfterAsync(db, sequence, most, cancellation), cancellation)).Select(ToFix)];

    public async Task<TrackPart> AroundAsync(string subject, DateTimeOffset from, DateTimeOffset before, long upTo, int most, CancellationToken cancellation)
    {
        var last = await store.LastBeforeAsync(subject, from, upTo, cancellation);
        var within = new List<Fix>();
        while (within.Count < most && before > from)
        {
            var page = await store.TrackAsync(subject, from, before, most, cancellation);
            within.AddRange(page.Where(point => point.Sequence <= upTo).Take(most - within.Count).Select(ToFix));
            if (page.Count < most)
            {
                break;
            }

            from = page[^1].EventTime.AddTicks(1);
        }

        return new(last is null ? null : ToFix(last), within);
    }

    public IReadOnlyList<Fix> LastKnown() => [.. feed.Index.FindAll(View.Everything, 0).Points.Select(known => ToFix(known.Newest.ToTrackPoint(feed.Index.Subjects)))];

    private static Fix ToFix(TrackPoint point) => new(point.Sequence, point.Subject, point.EventTime, point.Location, point.AccuracyMetres ?? 0);
}
