using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Formation;
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

    public long Until { get; init; } = long.MaxValue;

    /// <summary>What it comes from: <c>duty</c> for a change of duty, <c>entered</c>, or the team.</summary>
    public required string Source { get; init; }

    public WorkedSpan ToSpan() => new(
        new(new(From, TimeSpan.Zero), Until == long.MaxValue ? DateTimeOffset.MaxValue : new(Until, TimeSpan.Zero)), Kind);
}

internal static class WorkedStore
{
    private const string ByHand = "duty";
    private const string Entered = "entered";

    private const string Add =
        """INSERT INTO "worked" ("Member", "Kind", "From", "Until", "Source") VALUES (@p0, @p1, @p2, @p3, @p4)""";

    private const string EndAt = """UPDATE "worked" SET "Until" = @p1 WHERE "Id" = @p0""";

    private const string Delete = """DELETE FROM "worked" WHERE "Id" = @p0""";

    private const string DeleteOf = """DELETE FROM "worked" WHERE "Member" = @p0""";

    private const string DeleteUntil = """DELETE FROM "worked" WHERE "Member" = @p0 AND "Until" < @p1""";

    /// <summary>What each member worked since a time, by resource name.</summary>
    public static async Task<ILookup<string, WorkedSpan>> WorkedSinceAsync(this RosterDb db, DateTimeOffset since, IReadOnlyCollection<string>? members = null)
    {
        var ticks = since.UtcTicks;
        var rows = db.Worked.AsNoTracking().Where(row => row.Until > ticks);
        rows = members is null ? rows : rows.Where(row => members.Contains(row.Member));
        return (await rows.OrderBy(row => row.From).ToListAsync()).ToLookup(row => row.Member, row => row.ToSpan());
    }

    /// <summary>
    /// Ends the duty that a member was set to, and begins the one that the member is set to now. Being set on duty again after the
    /// longest shift begins a new one.
    /// </summary>
    /// <param name="db">The store.</param>
    /// <param name="member">The member after the change.</param>
    /// <param name="longest">How much of a duty set by hand counts.</param>
    /// <param name="now">When it changes.</param>
    public static async Task FollowDutyAsync(this RosterDb db, Member member, TimeSpan longest, DateTimeOffset now)
    {
        var name = member.Name.ToString();
        await db.ForgetOldAsync(name, now);
        var open = await db.Worked.AsNoTracking().FirstOrDefaultAsync(row => row.Member == name && row.Until == long.MaxValue && row.Source == ByHand);
        var (kind, limit) = member.Duty switch
        {
            Duty.OnDuty => (DutyKind.Duty, longest),
            Duty.OnCall => (DutyKind.OnCall, TimeSpan.MaxValue),
            _ => ((DutyKind?)null, TimeSpan.Zero),
        };
        if (open is not null && open.Kind == kind && now.UtcTicks - open.From < limit.Ticks)
        {
            return;
        }

        if (open is not null)
        {
            await db.EndAsync(open, open.Kind == DutyKind.Duty ? Math.Min(now.UtcTicks, open.From + longest.Ticks) : now.UtcTicks);
        }

        if (kind is { } begun)
        {
            await db.AddAsync(name, begun, now.UtcTicks, long.MaxValue, ByHand);
        }
    }

    /// <summary>Begins and ends the missions of those whom a change of a team takes or lets go. Only a confirmed team is on a mission.</summary>
    public static async Task FollowTeamAsync(this RosterDb db, Team before, Team after, DateTimeOffset now)
    {
        var (left, joined) = (OnMission(before).Except(OnMission(after)).ToList(), OnMission(after).Except(OnMission(before)).ToList());
        var planned = after.Requirement.Period?.StartTime?.ToDateTimeOffset() ?? now;
        await db.EndMissionAsync(left, after.Name, now);
        await db.BeginMissionAsync(joined, after.Name, planned > now ? planned : now);
    }

    /// <summary>Notes that members are in a team from a time on.</summary>
    public static async Task BeginMissionAsync(this RosterDb db, IReadOnlyCollection<string> members, TeamName team, DateTimeOffset from)
    {
        foreach (var member in members)
        {
            await db.ForgetOldAsync(member, from);
            await db.AddAsync(member, DutyKind.Mission, from.UtcTicks, long.MaxValue, team.ToString());
        }
    }

    /// <summary>Notes that members are no longer in a team. One that had not begun leaves no trace.</summary>
    public static async Task EndMissionAsync(this RosterDb db, IReadOnlyCollection<string> members, TeamName team, DateTimeOffset until)
    {
        if (members.Count == 0)
        {
            return;
        }

        var source = team.ToString();
        foreach (var row in await db.Worked.AsNoTracking()
            .Where(row => members.Contains(row.Member) && row.Until == long.MaxValue && row.Source == source).ToListAsync())
        {
            await db.EndAsync(row, until.UtcTicks);
        }
    }

    /// <summary>Enters duty that was worked.</summary>
    public static async Task EnterWorkedAsync(this RosterDb db, string member, WorkedSpan span, DateTimeOffset now)
    {
        await db.ForgetOldAsync(member, now);
        await db.AddAsync(member, span.Kind, span.Period.From.UtcTicks, span.Period.Until.UtcTicks, Entered);
    }

    /// <summary>Deletes what a member worked.</summary>
    public static Task ForgetWorkedAsync(this RosterDb db, string member) => db.Statements.ExecuteAsync(DeleteOf, member);

    // With each change of a member, so that nobody keeps more than can matter and no sweep is needed.
    private static Task<int> ForgetOldAsync(this RosterDb db, string member, DateTimeOffset now) =>
        db.Statements.ExecuteAsync(DeleteUntil, member, (now - DutyTimes.Horizon).UtcTicks);

    private static Task<int> AddAsync(this RosterDb db, string member, DutyKind kind, long from, long until, string source) =>
        db.Statements.ExecuteAsync(Add, member, (int)kind, from, until, source);

    private static Task<int> EndAsync(this RosterDb db, WorkedRow row, long until) => row.From >= until
        ? db.Statements.ExecuteAsync(Delete, row.Id)
        : db.Statements.ExecuteAsync(EndAt, row.Id, until);

    private static IEnumerable<string> OnMission(Team team) => team.State == TeamState.Confirmed ? team.Members.Select(member => member.Member) : [];
}
