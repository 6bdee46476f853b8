using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.DutyTime;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using TaskForce.Roster.Trainings;

namespace TaskForce.Roster.Formation;

/// <summary>What is known about members and assets besides themselves, for one requirement.</summary>
/// <param name="Teams">The live team, or whatever else, that holds each resource.</param>
/// <param name="Trainings">The training that each member is in at some time of the period.</param>
/// <param name="Worked">What each member worked lately.</param>
/// <param name="Now">When it was read.</param>
internal sealed record Facts(
    IReadOnlyDictionary<string, string> Teams, IReadOnlyDictionary<string, string> Trainings, ILookup<string, WorkedSpan> Worked, DateTimeOffset Now)
{
    /// <summary>About everybody.</summary>
    public static async Task<Facts> ReadAsync(RosterDb db, Period period, DateTimeOffset now) => new(
        await db.Engagements.AsNoTracking().ToDictionaryAsync(row => row.Resource, row => row.Team),
        await db.InTrainingAsync(period),
        await db.WorkedSinceAsync(now - DutyTimes.Horizon),
        now);

    /// <summary>About these members, but for who holds them: the store itself lets nobody be in two teams.</summary>
    public static async Task<Facts> ReadAsync(RosterDb db, Period period, DateTimeOffset now, IReadOnlyCollection<string> members) => new(
        ImmutableDictionary<string, string>.Empty,
        await db.InTrainingAsync(period),
        await db.WorkedSinceAsync(now - DutyTimes.Horizon, members),
        now);
}
