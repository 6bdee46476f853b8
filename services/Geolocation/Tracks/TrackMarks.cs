using Microsoft.EntityFrameworkCore;
using TaskForce.Geolocation.Storage;

namespace TaskForce.Geolocation.Tracks;

/// <summary>Reads and moves the marks of how far the log is worked off.</summary>
internal static class TrackMarks
{
    public static async Task<long> MarkOfAsync(this GeolocationDb db, string name) =>
        await db.TrackMarks.AsNoTracking().Where(mark => mark.Name == name).Select(mark => (long?)mark.Sequence).FirstOrDefaultAsync() ?? 0;

    /// <summary>Moves a mark on, in a change.</summary>
    public static async Task MarkAsync(this GeolocationDb db, string name, long sequence)
    {
        var mark = await db.TrackMarks.FindAsync(name) ?? db.TrackMarks.Add(new() { Name = name, Sequence = 0 }).Entity;
        mark.Sequence = Math.Max(mark.Sequence, sequence);
    }
}
