using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Disclosures;
using TaskForce.Geolocation.Positions;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Geofences;

/// <summary>Which events of a geofence a list is about.</summary>
internal sealed class EventQuestion
{
    private const int Usual = 50;
    private const int Most = 1000;

    private readonly V1.ListGeofenceEventsRequest _asked;
    private readonly long _from;
    private readonly long _before;
    private readonly long? _after;
    private readonly int _size;

    private EventQuestion(V1.ListGeofenceEventsRequest request, long from, long before)
    {
        (_from, _before) = (from, before);
        _asked = request.Clone();
        (_asked.PageSize, _asked.PageToken) = (0, "");
        _size = Paging.SizeOf(request.PageSize, Usual, Most);
        _after = Paging.ReadToken(request.PageToken, _asked);
    }

    /// <exception cref="DomainException"><see cref="Fault.Invalid"/> with everything that is wrong.</exception>
    public static EventQuestion Read(V1.ListGeofenceEventsRequest request)
    {
        ResourceName.Parse<GeofenceName>(request.Parent, "parent");
        var violations = new Violations();
        violations.Check(request.Subject.Length == 0 || SubjectName.IsValid(request.Subject), "subject", "must be a resource name such as members/{member}");
        var from = violations.ReadTime(request.Period?.StartTime, "period.start_time") ?? DateTimeOffset.MinValue;
        var before = violations.ReadTime(request.Period?.EndTime, "period.end_time") ?? DateTimeOffset.MaxValue;
        violations.Check(from <= before, "period.end_time", "must not be before start_time");
        violations.ThrowIfAny();
        return new(request, from.UtcTicks, before.UtcTicks);
    }

    /// <summary>The events that may be seen; a page has as many as it would if there were no others.</summary>
    public async Task<Page<V1.GeofenceEvent>> AskAsync(GeolocationDb db, FenceSight sight, CancellationToken cancellation)
    {
        var middles = (await db.FenceEditions.AsNoTracking().Where(edition => edition.Fence == _asked.Parent).ToListAsync(cancellation))
            .ToDictionary(edition => edition.Id, edition => edition.ToEdition().Rule.Around);
        var page = new List<(long Id, V1.GeofenceEvent Event)>();
        var rows = await MatchingAsync(db, cancellation);
        await foreach (var row in rows.InOrder().AsAsyncEnumerable().WithCancellation(cancellation))
        {
            var told = row.ToProto(middles.GetValueOrDefault(row.Edition, ""));
            if (!sight.TryShow(told))
            {
                continue;
            }

            if (page.Count == _size)
            {
                return new([.. page.Select(each => each.Event)], Paging.WriteToken(page[^1].Id, _asked));
            }

            page.Add((row.Id, told));
        }

        return new([.. page.Select(each => each.Event)], "");
    }

    private async Task<IQueryable<FenceEventRow>> MatchingAsync(GeolocationDb db, CancellationToken cancellation)
    {
        var rows = db.FenceEvents.AsNoTracking().Where(row => row.Fence == _asked.Parent && row.Time >= _from && row.Time < _before);
        rows = _asked.Subject.Length > 0 ? rows.Where(row => row.Subject == _asked.Subject) : rows;
        rows = _asked.ShowRetracted ? rows : rows.Where(row => row.RetractedBy == null);
        if (_after is { } id && await db.FenceEvents.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellation) is { } last)
        {
            rows = rows.Where(row => row.Time > last.Time
                || (row.Time == last.Time && (row.Rank > last.Rank || (row.Rank == last.Rank && row.Id > last.Id))));
        }

        return rows;
    }
}
