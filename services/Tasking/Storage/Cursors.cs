using Microsoft.EntityFrameworkCore;

namespace TaskForce.Tasking.Storage;

/// <summary>Remembers how far a log was followed, so that a restart goes on from there.</summary>
internal static class Cursors
{
    public static async Task<long> ReadCursorAsync(this TaskingDb db, string name) =>
        await db.Cursors.Where(cursor => cursor.Name == name).Select(cursor => cursor.Sequence).FirstOrDefaultAsync();

    /// <summary>Moves a cursor on in the same transaction as what was done about the events before it; false if it is as far already.</summary>
    public static async Task<bool> MoveCursorAsync(this TaskingDb db, string name, long sequence)
    {
        var cursor = await db.Cursors.FindAsync(name) ?? db.Cursors.Add(new() { Name = name }).Entity;
        if (cursor.Sequence >= sequence)
        {
            return false;
        }

        cursor.Sequence = sequence;
        return true;
    }

    /// <summary>Sets a cursor into a log that is not the one it came from, be it back.</summary>
    public static async Task<bool> ResetCursorAsync(this TaskingDb db, string name, long sequence)
    {
        var cursor = await db.Cursors.FindAsync(name) ?? db.Cursors.Add(new() { Name = name }).Entity;
        cursor.Sequence = sequence;
        return true;
    }
}
