using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Members;

/// <summary>A member as stored.</summary>
internal sealed class MemberRow : Row<Member>, INationalRow
{
    public string Nation { get; private set; } = "";

    public string CallSign { get; private set; } = "";

    public Duty Duty { get; private set; }

    public List<string> Languages { get; private set; } = [];

    public List<HeldSkill> Skills { get; private set; } = [];

    protected override string NameOf(Member value) => value.Name.ToString();

    protected override void Index(Member value)
    {
        (Nation, CallSign, Duty) = (value.Nation, value.Details.CallSign, value.Duty);
        Languages = [.. value.Details.Languages];
        Skills = [.. value.Details.Qualifications.Select(held =>
            new HeldSkill { Skill = held.Skill, From = held.Validity.From.UtcTicks, Until = held.Validity.Until.UtcTicks })];
    }
}

/// <summary>What lists search a member's skills by; times in UTC ticks.</summary>
internal sealed class HeldSkill
{
    public required string Skill { get; init; }

    public required long From { get; init; }

    public required long Until { get; init; }
}

internal static class MemberStore
{
    public const string Topic = "members";

    /// <summary>A member, for a caller who may know of it.</summary>
    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>, the same for one that does not exist and for one that is hidden.</exception>
    public static async Task<MemberRow> GetAsync(this DbSet<MemberRow> members, MemberName name, View view) =>
        await members.NamedAsync(name.ToString()) is { } row && view.Knows(row)
            ? row
            : throw new DomainException(Fault.NotFound, "MEMBER_NOT_FOUND", $"{name} does not exist.");

    /// <summary>The filter for an event of the watch, of a member as the caller sees it.</summary>
    public static bool Includes(this V1.MemberFilter? filter, V1.Member member, DateTimeOffset now) => filter is null
        || ((filter.Nation.Length == 0 || filter.Nation == member.Nation)
            && (filter.Duties.Count == 0 || filter.Duties.Contains(member.Duty))
            && (filter.Language.Length == 0 || member.Languages.Contains(filter.Language))
            && (filter.Skill.Length == 0 || member.Qualifications.Any(held => held.Skill == filter.Skill
                && Period.Of(held.Validity) is var validity && validity.From <= now && now < validity.Until)));

    /// <summary>The members as a caller sees them.</summary>
    public static async Task<List<V1.Member>> ToProtoAsync(this RosterDb db, IReadOnlyList<MemberRow> members)
    {
        var teams = await db.TeamsHoldingAsync(members.Select(member => member.Name));
        return [.. members.Select(member => member.ToProto(teams.GetValueOrDefault(member.Name)))];
    }

    /// <summary>Notes what happened to a member and returns it as the caller sees it.</summary>
    public static async Task<V1.Member> RecordAsync(
        this RosterDb db, MemberRow row, V1.MemberEvent.Types.Type type, Caller actor, DateTimeOffset now)
    {
        var member = (await db.ToProtoAsync([row]))[0];
        db.Append(Topic, member.Name, new V1.MemberEvent { Type = type, Time = now.ToTimestamp(), Member = member, Actor = actor.Subject });
        return member;
    }

    /// <summary>Gives members what a training issued, and notes it for each who gained something.</summary>
    public static async Task AwardAsync(
        this RosterDb db, IEnumerable<string> members, IReadOnlyCollection<Qualification> issued, Caller actor, DateTimeOffset now)
    {
        var names = members.ToList();
        foreach (var row in await db.Members.Where(row => names.Contains(row.Name)).ToListAsync())
        {
            var next = row.Value.Award(issued, now);
            if (!ReferenceEquals(next, row.Value))
            {
                row.Set(next);
                await db.RecordAsync(row, V1.MemberEvent.Types.Type.Updated, actor, now);
            }
        }
    }

    /// <summary>Notes that many members were entered or changed.</summary>
    public static async Task RecordAsync(this RosterDb db, IReadOnlyList<(MemberRow Row, bool Entered)> members, Caller actor, DateTimeOffset now)
    {
        var protos = await db.ToProtoAsync([.. members.Select(member => member.Row)]);
        foreach (var ((_, entered), member) in members.Zip(protos))
        {
            var type = entered ? V1.MemberEvent.Types.Type.Created : V1.MemberEvent.Types.Type.Updated;
            db.Append(Topic, member.Name, new V1.MemberEvent { Type = type, Time = now.ToTimestamp(), Member = member, Actor = actor.Subject });
        }
    }
}
