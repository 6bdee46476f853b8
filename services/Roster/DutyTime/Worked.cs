using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;

namespace TaskForce.Roster.DutyTime;

/// <summary>How a stretch of duty counts; the numbers are the contract's.</summary>
internal enum DutyKind
{
    Duty = 1,
    OnCall = 2,
    Mission = 3,
}

/// <summary>A stretch of duty that was worked.</summary>
internal sealed record WorkedSpan(Period Period, DutyKind Kind);

/// <summary>A stretch of duty that was worked, as stored. Times in UTC ticks; one that goes on has no end yet.</summary>
internal sealed class WorkedRow
{
    public long Id { get; init; }

    public required string Member { get; init; }

    public required DutyKind Kind { get; init; }

    public required long From { get; init; }

    public long Until { get; set; } = long.MaxValue;

    /// <summary>What it comes from: <c>duty</c> for a change of duty, <c>entered</c>, or the team.</summary>
    public required string Source { get; init; }

    public WorkedSpan ToSpan() => new(
        new(new(From, TimeSpan.Zero), Until == long.MaxValue ? DateTimeOffset.MaxValue : new(Until, TimeSpan.Zero)), Kind);
}

internal static class WorkedStore
{
    /// <summary>What each member worked since a time, by resource name.</summary>
    public static async Task<ILookup<string, WorkedSpan>> WorkedSinceAsync(this RosterDb db, DateTimeOffset since, IReadOnlyCollection<string>? members = null)
    {
        var ticks = since.UtcTicks;
        var rows = db.Worked.AsNoTracking().Where(row => row.Until > ticks);
        rows = members is null ? rows : rows.Where(row => members.Contains(row.Member));
        return (await rows.OrderBy(row => row.From).ToListAsync()).ToLookup(row => row.Member, row => row.ToSpan());
    }
}
