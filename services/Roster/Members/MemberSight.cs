using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Release;
using EventType = TaskForce.Roster.V1.MemberEvent.Types.Type;

namespace TaskForce.Roster.Members;

/// <summary>Finds members for a caller by nothing that the caller does not see: what is hidden is as if it were not set.</summary>
internal static class MemberSight
{
    private const string Name = "Member.name";
    private const string DutyField = "Member.duty";
    private const string Held = "Member.qualifications";
    private const string Validity = "Qualification.validity";

    /// <summary>Whether the caller may know that there is such a member.</summary>
    public static bool Knows(this View view, INationalRow member) => view.Sees(Name, member.Nation, member.Name);

    public static IQueryable<MemberRow> Matching(this IQueryable<MemberRow> rows, V1.MemberFilter? filter, DateTimeOffset now, View view)
    {
        var (nation, language) = (filter?.Nation ?? "", filter?.Language ?? "");
        rows = rows.Within(view.ReachOf(Name));
        rows = nation.Length > 0 ? rows.Where(row => row.Nation == nation) : rows;
        rows = language.Length > 0 ? rows.Where(row => row.Languages.Contains(language)).Within(view.ReachOf("Member.languages")) : rows;
        rows = filter is { Duties.Count: > 0 } ? rows.OnDuty([.. filter.Duties.Select(duty => (Duty)duty)], view.ReachOf(DutyField)) : rows;
        return filter is { Skill.Length: > 0 } ? rows.Holding(filter.Skill, now.UtcTicks, view) : rows;
    }

    /// <summary>Members of whom the caller sees which qualifications lapse, and when.</summary>
    public static IQueryable<MemberRow> WithKnownLapses(this IQueryable<MemberRow> rows, View view) =>
        rows.Within(view.ReachOf(Name, Held, Validity));

    /// <summary>Refuses names of members who do not exist or are hidden from the caller, in the words for those who do not exist.</summary>
    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task MustKnowAsync(this RosterDb db, IReadOnlyCollection<MemberName> members, View view)
    {
        var names = members.Select(member => member.ToString()).ToList();
        var known = await db.Members.Where(row => names.Contains(row.Name)).ToListAsync();
        Lineups.MustAllExist(names, known.Where(view.Knows).Select(row => row.Name));
    }

    /// <summary>Whether the caller may hear of a change: of what is hidden not even that it changed.</summary>
    public static bool Hears(this View view, V1.MemberEvent change) => view.SeesAll(change.Member, Name) && change.Type switch
    {
        EventType.DutyChanged => view.SeesAll(change.Member, DutyField),
        EventType.TeamChanged => view.SeesAll(change.Member, "Member.team"),
        EventType.QualificationExpiring => view.SeesAll(change.Member, Held, Validity),
        _ => true,
    };

    private static bool SeesAll(this View view, V1.Member member, params string[] fields) => Array.TrueForAll(fields, field => view.Sees(field, member.Nation, member.Name));

    // Others cannot tell who is sick from who is off duty.
    private static IQueryable<MemberRow> OnDuty(this IQueryable<MemberRow> rows, List<Duty> duties, Reach? reach)
    {
        if (reach is null)
        {
            return rows.Where(row => duties.Contains(row.Duty));
        }

        var shown = duties.Where(duty => duty != Duty.Sick).Concat(duties.Contains(Duty.OffDuty) ? [Duty.Sick] : []).ToList();
        var own = reach.Own;
        return rows.Where(row => row.Nation == own ? duties.Contains(row.Duty) : shown.Contains(row.Duty)).Within(reach);
    }

    // A validity that is hidden is as good as one without end.
    private static IQueryable<MemberRow> Holding(this IQueryable<MemberRow> rows, string skill, long now, View view)
    {
        if (view.ReachOf(Validity) is not { } reach)
        {
            return rows.Where(row => row.Skills.Any(held => held.Skill == skill && held.From <= now && held.Until > now));
        }

        List<string> nations = [reach.Own, .. reach.Nations];
        var (joint, resources) = (reach.JointNations.ToList(), reach.Resources.ToList());
        return rows.Within(view.ReachOf(Held)).Where(row => row.Skills.Any(held => held.Skill == skill && held.From <= now && held.Until > now)
            || (row.Skills.Any(held => held.Skill == skill) && !nations.Contains(row.Nation) && !(joint.Contains(row.Nation) && resources.Contains(row.Name))));
    }
}
