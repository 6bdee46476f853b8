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

    public long Until { get; set; } = long.MaxValue;

    /// <summary>What it comes from: <c>duty</c> for a change of duty, <c>entered</c>, or the team.</summary>
    public required string Source { get; init; }

    public WorkedSpan ToSpan() => new(
        new(new(From, TimeSpan.Zero), Until == long.MaxValue ? DateTimeOffset.MaxValue : new(Until, TimeSpan.Zero)), Kind);
}

internal static class WorkedStore
{
    private const string ByHand = "duty";
    private const string Entered = "entered";

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
        var open = await db.Worked.FirstOrDefaultAsync(row => row.Member == name && row.Until == long.MaxValue && row.Source == ByHand);
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

        db.End(open, open?.Kind == DutyKind.Duty ? Math.Min(now.UtcTicks, open.From + longest.Ticks) : now.UtcTicks);
        db.Begin(name, kind, ByHand, now);
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
            db.Begin(member, DutyKind.Mission, team.ToString(), from);
        }
    }

    /// <summary>Notes that members are no longer in a team. One that had not begun leaves no trace.</summary>
    public static async Task EndMissionAsync(this RosterDb db, IReadOnlyCollection<string> members, TeamName team, DateTimeOffset until)
    {
        var source = team.ToString();
        foreach (var row in await db.Worked.Where(row => members.Contains(row.Member) && row.Until == long.MaxValue && row.Source == source).ToListAsync())
        {
            db.End(row, until.UtcTicks);
        }
    }

    /// <summary>Enters duty that was worked.</summary>
    public static async Task EnterWorkedAsync(this RosterDb db, string member, WorkedSpan span, DateTimeOffset now)
    {
        await db.ForgetOldAsync(member, now);
        db.Worked.Add(new()
        {
            Member = member,
            Kind = span.Kind,
            From = span.Period.From.UtcTicks,
            Until = span.Period.Until.UtcTicks,
            Source = Entered,
        });
    }

    /// <summary>Deletes what a member worked.</summary>
    public static Task ForgetWorkedAsync(this RosterDb db, string member) => db.Worked.Where(row => row.Member == member).ExecuteDeleteAsync();

    // With each change of a member, so that nobody keeps more than can matter and no sweep is needed.
    private static Task<int> ForgetOldAsync(this RosterDb db, string member, DateTimeOffset now)
    {
        var oldest = (now - DutyTimes.Horizon).UtcTicks;
        return db.Worked.Where(row => row.Member == member && row.Until < oldest).ExecuteDeleteAsync();
    }

    private static void Begin(this RosterDb db, string member, DutyKind? kind, string source, DateTimeOffset from)
    {
        if (kind is { } begun)
        {
            db.Worked.Add(new() { Member = member, Kind = begun, From = from.UtcTicks, Source = source });
        }
    }

    private static void End(this RosterDb db, WorkedRow? row, long until)
    {
        if (row?.From >= until)
        {
            db.Worked.Remove(row);
        }
        else if (row is not null)
        {
            row.Until = until;
        }
    }

    private static IEnumerable<string> OnMission(Team team) => team.State == TeamState.Confirmed ? team.Members.Select(member => member.Member) : [];
}
