using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Geofences.History;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Geofences.Following;

/// <summary>Reads the events that hold from the store.</summary>
internal sealed class KeptEvents(Journal<GeolocationDb> journal) : IKeptEvents
{
    public Task<KeptPart> OfAsync(long edition, string subject, DateTimeOffset from, CancellationToken cancellation) => journal.ReadAsync(async db =>
    {
        var pair = db.FenceEvents.AsNoTracking().Where(row => row.Edition == edition && row.Subject == subject && row.RetractedBy == null);
        var before = await pair.Where(row => row.Time < from.UtcTicks).OrderByDescending(row => row.Time).ThenByDescending(row => row.Rank)
            .FirstOrDefaultAsync(cancellation);
        var rows = await pair.Where(row => row.Time >= from.UtcTicks).InOrder().ToListAsync(cancellation);
        return new KeptPart(before?.ToEvent(), rows.ConvertAll(row => new KeptEvent(row.Id, row.ToEvent())));
    }, cancellation);

    public async Task<IReadOnlyList<long>> InsideAtAsync(string subject, DateTimeOffset time, CancellationToken cancellation) => await journal.ReadAsync(db =>
        db.FenceEvents.Where(row => row.Subject == subject && row.RetractedBy == null && row.IsInside && row.Time <= time.UtcTicks
            && !db.FenceEvents.Any(later => later.Edition == row.Edition && later.Subject == subject && later.RetractedBy == null
                && later.Time <= time.UtcTicks && (later.Time > row.Time || (later.Time == row.Time && later.Rank > row.Rank))))
            .Select(row => row.Edition).ToListAsync(cancellation), cancellation);

    public async Task<IReadOnlyList<string>> SubjectsFromAsync(long edition, DateTimeOffset from, CancellationToken cancellation) => await journal.ReadAsync(db =>
        db.FenceEvents.Where(row => row.Edition == edition && row.RetractedBy == null && row.Time >= from.UtcTicks)
            .Select(row => row.Subject).Distinct().ToListAsync(cancellation), cancellation);
}
