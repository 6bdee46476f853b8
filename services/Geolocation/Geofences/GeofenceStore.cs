using Google.Protobuf;
using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Geofences.History;
using TaskForce.Geolocation.Storage;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Geolocation.Geofences;

/// <summary>A geofence as stored.</summary>
internal sealed class GeofenceRow : Row<Geofence>
{
    /// <summary>Whom it names, a line each: <c>"\nmembers/x\nassets/y\n"</c>.</summary>
    public string Names { get; private set; } = "";

    protected override string NameOf(Geofence value) => value.Name.ToString();

    protected override void Index(Geofence value) => Names = $"\n{string.Join('\n', value.Says.Subjects.Append(value.Says.Around?.Subject ?? ""))}\n";
}

/// <summary>A geofence as it holds in a period, also when it has changed or is deleted.</summary>
internal sealed class EditionRow
{
    public long Id { get; private set; }

    public required string Fence { get; init; }

    public required DateTimeOffset From { get; init; }

    public DateTimeOffset? Until { get; set; }

    public required byte[] Says { get; init; }

    public bool HasBegun { get; set; }

    public bool HasEnded { get; set; }

    /// <summary>Grows with each change of any edition.</summary>
    public long Stamp { get; set; }

    public Edition ToEdition() =>
        new(Id, Fence, V1.Geofence.Parser.ParseFrom(Says).ToRule(), From, Until) { HasBegun = HasBegun, HasEnded = HasEnded };
}

internal static class GeofenceStore
{
    // Reports may be ahead of the clock by the tolerance, an hour at most: an end that is nearer may have been judged by already.
    private static readonly TimeSpan Settled = TimeSpan.FromHours(1);

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task<GeofenceRow> GetAsync(this DbSet<GeofenceRow> fences, GeofenceName name) =>
        await fences.FirstOrDefaultAsync(row => row.Name == name.ToString())
            ?? throw new DomainException(Fault.NotFound, "GEOFENCE_NOT_FOUND", $"{name} does not exist.");

    public static IQueryable<GeofenceRow> Matching(this IQueryable<GeofenceRow> rows, string fence, string subject)
    {
        var beginning = fence.TrimEnd('*');
        rows = fence.EndsWith('*') ? rows.Where(row => row.Name.StartsWith(beginning)) : fence.Length > 0 ? rows.Where(row => row.Name == fence) : rows;
        var line = $"\n{subject}\n";
        return subject.Length > 0 ? rows.Where(row => row.Names.Contains(line)) : rows;
    }

    /// <summary>Whether a filter, a name or the beginning of one, includes a geofence.</summary>
    public static bool Includes(string filter, string fence) =>
        filter.EndsWith('*') ? fence.StartsWith(filter.TrimEnd('*'), StringComparison.Ordinal) : filter.Length == 0 || filter == fence;

    /// <summary>Enters a geofence and has it judged from its beginning on.</summary>
    public static GeofenceRow Add(this GeolocationDb db, Geofence fence, long stamp)
    {
        var row = new GeofenceRow();
        row.Set(fence);
        db.Geofences.Add(row);
        db.AddEdition(fence, fence.Start, stamp);
        return row;
    }

    /// <summary>Changes a geofence; if it is to be judged otherwise, from now on.</summary>
    public static async Task ChangeAsync(this GeolocationDb db, GeofenceRow row, Geofence next, long stamp, DateTimeOffset now)
    {
        var was = row.Value;
        row.Set(next);
        var last = await db.LastEditionAsync(row.Name);
        if (next.JudgesAs(was) && (next.End == was.End || last is { HasEnded: false } && IsFar(last.Until, now) && IsFar(next.End, now)))
        {
            (last!.Until, last.Stamp) = (next.End, next.End == was.End ? last.Stamp : stamp);
            return;
        }

        last!.Close(now, stamp);
        if (next.End is null || next.End > now)
        {
            db.AddEdition(next, next.Start > now ? next.Start : now, stamp);
        }
    }

    /// <summary>Deletes a geofence; it ends now.</summary>
    public static async Task RemoveAsync(this GeolocationDb db, GeofenceRow row, DateTimeOffset now)
    {
        db.Geofences.Remove(row);
        (await db.LastEditionAsync(row.Name))!.Close(now, await db.NextStampAsync());
    }

    private static bool IsFar(DateTimeOffset? end, DateTimeOffset now) => end is null || end > now + Settled;

    private static void Close(this EditionRow edition, DateTimeOffset now, long stamp)
    {
        if (edition.HasEnded || edition.Until <= now)
        {
            return;
        }

        // One that has not begun never does.
        var neverHeld = edition.From >= now && !edition.HasBegun;
        (edition.Until, edition.Stamp) = (neverHeld ? edition.From : now, stamp);
        (edition.HasBegun, edition.HasEnded) = (edition.HasBegun || neverHeld, neverHeld);
    }

    private static void AddEdition(this GeolocationDb db, Geofence fence, DateTimeOffset from, long stamp) =>
        db.FenceEditions.Add(new() { Fence = fence.Name.ToString(), From = from, Until = fence.End, Says = fence.Says.ToByteArray(), Stamp = stamp });

    private static async Task<EditionRow?> LastEditionAsync(this GeolocationDb db, string fence) =>
        await db.FenceEditions.Where(edition => edition.Fence == fence).OrderByDescending(edition => edition.Id).FirstOrDefaultAsync();

    /// <summary>A stamp for what one transaction changes.</summary>
    public static async Task<long> NextStampAsync(this GeolocationDb db) => (await db.FenceEditions.MaxAsync(edition => (long?)edition.Stamp) ?? 0) + 1;
}
