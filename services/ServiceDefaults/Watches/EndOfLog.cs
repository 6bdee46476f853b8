using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.ServiceDefaults.Watches;

/// <summary>Where the log ends.</summary>
public static class EndOfLog
{
    /// <summary>The sequence of the newest event of any topic, or 0: what a list answers, so that a watch can go on from it.</summary>
    public static Task<long> EndOfLogAsync(this ServiceDb db, CancellationToken cancellation) =>
        db.Events.OrderByDescending(e => e.Sequence).Select(e => e.Sequence).FirstOrDefaultAsync(cancellation);
}
