using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Handovers;

/// <summary>A person's time at a nation's desk, as stored.</summary>
internal sealed class DeskWatchRow
{
    public long Ordinal { get; private set; }

    public required string Nation { get; init; }

    public required string Person { get; init; }

    /// <summary>In UTC ticks.</summary>
    public required long BeginTime { get; init; }

    /// <summary>In UTC ticks; null while on watch.</summary>
    public long? EndTime { get; set; }

    public V1.DeskWatch ToProto() => new()
    {
        Nation = Nation,
        Person = Person,
        BeginTime = new DateTimeOffset(BeginTime, TimeSpan.Zero).ToTimestamp(),
        EndTime = EndTime is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero).ToTimestamp() : null,
    };
}

/// <summary>Finds who answers for a mission at its beginning.</summary>
internal static class DeskStaff
{
    public static Task<DeskWatchRow?> FindWatchAsync(this TaskingDb db, DeskPerson person) =>
        db.DeskWatches.FirstOrDefaultAsync(row => row.Nation == person.Nation && row.Person == person.Subject && row.EndTime == null);

    /// <summary>For a new mission: the creator for the own nation, for each other who is on watch there; else it stays the desk's.</summary>
    public static async Task<Mission> StaffAsync(this TaskingDb db, Mission mission, Caller creator, DateTimeOffset now)
    {
        foreach (var nation in mission.TakingPart)
        {
            if ((nation == creator.Nation ? creator.Subject : await db.OnWatchAsync(nation)) is { } person)
            {
                mission = mission.PassTo(nation, person, DeskCause.Created, now);
            }
        }

        return mission;
    }

    /// <summary>For nations that take part only since a team was assigned: who is on watch there.</summary>
    public static async Task<Mission> StaffNewcomersAsync(this TaskingDb db, Mission before, Mission mission, DateTimeOffset now)
    {
        foreach (var nation in mission.TakingPart.Except(before.TakingPart))
        {
            if (await db.OnWatchAsync(nation) is { } person)
            {
                mission = mission.PassTo(nation, person, DeskCause.Joined, now);
            }
        }

        return mission;
    }

    // Who has been there longest knows most.
    private static Task<string?> OnWatchAsync(this TaskingDb db, string nation) => db.DeskWatches
        .Where(row => row.Nation == nation && row.EndTime == null).OrderBy(row => row.Ordinal).Select(row => row.Person).FirstOrDefaultAsync();
}
