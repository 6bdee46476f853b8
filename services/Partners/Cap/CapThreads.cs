using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using TaskForce.Partners.Storage;

namespace TaskForce.Partners.Cap;

/// <summary>What is left to do with a message.</summary>
internal enum CapStep
{
    Report,
    Change,
    Close,
    Duplicate,
    Superseded,
    Keep,
}

/// <summary>A step, and the hotspot that it is about; empty if there is none.</summary>
internal readonly record struct CapClaim(CapStep Step, string Hotspot);

/// <summary>Puts messages into threads, in whichever order they come. Each method is called within a change.</summary>
internal static class CapThreads
{
    /// <summary>Finds the thread of a message and what is to be done; until that is done, the same message finds the same.</summary>
    public static async Task<CapClaim> ClaimAsync(this PartnersDb db, string owner, CapAlert alert)
    {
        var known = await db.FindMessageAsync(owner, alert.Id);
        if (known is { IsDone: true })
        {
            return new(CapStep.Duplicate, known.Hotspot);
        }

        var thread = await db.FindThreadAsync(owner, alert, known);
        var isNew = thread is null;
        thread ??= db.Begin(owner, alert);
        // Who calls off again, because the first time was not answered, is not late.
        var isOver = thread.IsOver && !(alert.Type == "Cancel" && known is not null);
        var isLate = !isNew && (isOver || alert.Id.Sent.UtcTicks < thread.LastSent);
        var mine = known ?? db.Add(owner, alert.Id, thread.Hotspot);
        foreach (var reference in alert.References)
        {
            // One that has not come is passed over when it does.
            if (await db.FindMessageAsync(owner, reference) is null)
            {
                db.Add(owner, reference, thread.Hotspot);
            }
        }

        if (isLate)
        {
            mine.IsDone = true;
            return new(CapStep.Superseded, thread.Hotspot);
        }

        thread.LastSent = alert.Id.Sent.UtcTicks;
        thread.IsPublic &= alert.Scope == "Public";
        thread.IsExercise |= alert.Status == "Exercise";
        return alert.Type != "Cancel" ? new(isNew || alert.Type == "Alert" ? CapStep.Report : CapStep.Change, thread.Hotspot) : Cancel(thread, mine, isNew);
    }

    /// <summary>Notes that nothing is left to do with a message.</summary>
    public static async Task FinishAsync(this PartnersDb db, string owner, CapAlert alert)
    {
        if (await db.FindMessageAsync(owner, alert.Id) is { } message)
        {
            message.IsDone = true;
        }
    }

    /// <summary>Whether something was said before of what a message is about.</summary>
    public static async Task<bool> KnowsThreadAsync(this PartnersDb db, string owner, CapAlert alert) =>
        await db.FindThreadAsync(owner, alert, await db.FindMessageAsync(owner, alert.Id)) is not null;

    /// <summary>Gives a thread another hotspot, because somebody else has one of that name.</summary>
    /// <returns>The name of the other one, which another process may have given it already.</returns>
    public static async Task<string> MoveOnAsync(this PartnersDb db, string owner, CapAlert alert, string taken)
    {
        if (await db.FindMessageAsync(owner, alert.Id) is { } message && message.Hotspot != taken)
        {
            return message.Hotspot;
        }

        var thread = (await db.CapThreads.FindAsync(taken))!;
        var other = NameOf(owner, taken);
        db.CapThreads.Remove(thread);
        db.CapThreads.Add(new() { Hotspot = other, Owner = owner, LastSent = thread.LastSent, IsOver = thread.IsOver, IsExercise = thread.IsExercise, IsPublic = thread.IsPublic });
        await db.CapMessages.Where(row => row.Owner == owner && row.Hotspot == taken).ForEachAsync(row => row.Hotspot = other);
        return other;
    }

    /// <summary>Whether a thread was called off.</summary>
    public static Task<bool> IsOverAsync(this PartnersDb db, string hotspot) => db.CapThreads.AnyAsync(thread => thread.Hotspot == hotspot && thread.IsOver);

    /// <summary>Whether a message is the newest of its thread.</summary>
    public static Task<bool> IsNewestAsync(this PartnersDb db, string hotspot, CapAlert alert) =>
        db.CapThreads.AnyAsync(thread => thread.Hotspot == hotspot && thread.LastSent == alert.Id.Sent.UtcTicks && !thread.IsOver);

    private static CapClaim Cancel(CapThreadRow thread, CapMessageRow mine, bool isNew)
    {
        // Said before it is done, so that an alert that is being reported at the same time is closed after all.
        thread.IsOver = true;
        mine.IsDone = isNew;
        return isNew ? new(CapStep.Keep, "") : new(CapStep.Close, thread.Hotspot);
    }

    // By the message itself, if another has named it, or by what it names.
    private static async Task<CapThreadRow?> FindThreadAsync(this PartnersDb db, string owner, CapAlert alert, CapMessageRow? known)
    {
        string[] keys = [.. alert.References.Select(reference => reference.Key)];
        // The newest first, which a DISTINCT in the store would not keep.
        var rows = await db.CapMessages.Where(row => row.Owner == owner && keys.Contains(row.Message)).OrderByDescending(row => row.Id).Select(row => row.Hotspot).ToListAsync();
        List<string> named = [.. rows.Distinct()];
        if (alert.Type == "Cancel" && named.Count > 1)
        {
            throw new DomainException(Fault.Rejected, "CAP_SEVERAL_THREADS", $"It calls off alerts of {named.Count} hotspots: {string.Join(", ", named)}. Send a Cancel for each.");
        }

        var hotspot = known?.Hotspot ?? named.FirstOrDefault();
        return hotspot is null ? null : await db.CapThreads.FindAsync(hotspot);
    }

    // Of the first message of the thread, so that whichever comes first is about the same hotspot.
    private static CapThreadRow Begin(this PartnersDb db, string owner, CapAlert alert)
    {
        var first = alert.References.Count > 0 && alert.Type != "Alert" ? alert.References.MinBy(reference => reference.Sent) : alert.Id;
        var thread = new CapThreadRow { Hotspot = NameOf(owner, first.Key), Owner = owner, LastSent = alert.Id.Sent.UtcTicks, IsPublic = true };
        db.CapThreads.Add(thread);
        return thread;
    }

    private static string NameOf(string owner, string what) =>
        $"hotspots/cap-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{owner}\n{what}")).AsSpan(0, 12))}";

    private static CapMessageRow Add(this PartnersDb db, string owner, CapMessageId message, string hotspot)
    {
        var row = new CapMessageRow { Owner = owner, Message = message.Key, Hotspot = hotspot };
        db.CapMessages.Add(row);
        return row;
    }

    private static async Task<CapMessageRow?> FindMessageAsync(this PartnersDb db, string owner, CapMessageId message)
    {
        var key = message.Key;
        return db.CapMessages.Local.FirstOrDefault(row => row.Owner == owner && row.Message == key)
            ?? await db.CapMessages.FirstOrDefaultAsync(row => row.Owner == owner && row.Message == key);
    }
}
