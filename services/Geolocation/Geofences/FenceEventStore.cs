using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Geofences.History;
using TaskForce.Geolocation.Storage;

namespace TaskForce.Geolocation.Geofences;

internal static class FenceEventStore
{
    public const string Topic = "geofence-events";

    /// <summary>Keeps what changes histories, and tells the watchers: first what is taken back, then what is right.</summary>
    /// <param name="db">The change.</param>
    /// <param name="revisions">What changes.</param>
    /// <param name="next">The number of the next event.</param>
    /// <param name="now">Now.</param>
    /// <returns>The number after the last.</returns>
    public static async Task<long> KeepAsync(this GeolocationDb db, IReadOnlyList<Revision> revisions, long next, DateTimeOffset now)
    {
        var gone = revisions.SelectMany(revision => revision.Retracted, (_, kept) => kept.Id).ToList();
        var rows = gone.Count > 0 ? await db.FenceEvents.Where(row => gone.Contains(row.Id)).ToDictionaryAsync(row => row.Id) : [];
        foreach (var revision in revisions)
        {
            var (links, around) = (revision.Links(), revision.Edition.Rule.Around);
            var told = revision.Told.Select(each => FenceEventRow.Of(next++, revision, each, now, links.TryGetValue(each, out var wrong) ? wrong.Id : null)).ToList();
            foreach (var kept in revision.Retracted)
            {
                var row = rows[kept.Id];
                (row.RetractedBy, row.ReplacedBy) = (next++, told.Find(each => each.Replaces == kept.Id)?.Id);
                db.Append(Topic, row.Fence, row.ToRetraction(around, now));
            }

            db.FenceEvents.AddRange(told);
            told.ForEach(row => db.Append(Topic, row.Fence, row.ToProto(around)));
        }

        return next;
    }

    /// <summary>In event time.</summary>
    public static IOrderedQueryable<FenceEventRow> InOrder(this IQueryable<FenceEventRow> rows) =>
        rows.OrderBy(row => row.Time).ThenBy(row => row.Rank).ThenBy(row => row.Id);

    /// <summary>The last event of each pair that is inside an edition that has not ended.</summary>
    public static IQueryable<FenceEventRow> Inside(this GeolocationDb db) =>
        db.FenceEvents.AsNoTracking().Where(row => row.IsInside && row.RetractedBy == null
            && db.FenceEditions.Any(edition => edition.Id == row.Edition && !edition.HasEnded)
            && !db.FenceEvents.Any(later => later.Edition == row.Edition && later.Subject == row.Subject && later.RetractedBy == null
                && (later.Time > row.Time || (later.Time == row.Time && later.Rank > row.Rank))));

    /// <summary>
    /// The events of a nation's subjects of before a time, in UTC ticks. The last one before of a subject at a fence that may still be judged is not among them:
    /// what comes next follows from it.
    /// </summary>
    public static IQueryable<FenceEventRow> OldEvents(this GeolocationDb db, string nation, long before) => db.EventsOf(nation, before)
        .Where(row => row.RetractedBy != null
            || db.FenceEditions.Any(edition => edition.Id == row.Edition && edition.HasEnded && edition.Until < new DateTimeOffset(before, TimeSpan.Zero))
            || db.FenceEvents.Any(later => later.Edition == row.Edition && later.Subject == row.Subject && later.RetractedBy == null && later.Time < before
                && (later.Time > row.Time || (later.Time == row.Time && later.Rank > row.Rank))));

    /// <summary>The events of a nation's subjects of before a time, in UTC ticks, that say where they were.</summary>
    public static IQueryable<FenceEventRow> PlacedEvents(this GeolocationDb db, string nation, long before) =>
        db.EventsOf(nation, before).Where(row => row.Latitude != null);

    private static IQueryable<FenceEventRow> EventsOf(this GeolocationDb db, string nation, long before) => db.FenceEvents
        .Where(row => row.Time < before && db.Subjects.Any(subject => subject.Name == row.Subject && subject.Nation == nation));
}
