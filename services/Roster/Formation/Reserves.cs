using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Formation.Search;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Release;

namespace TaskForce.Roster.Formation;

/// <summary>Sees to it that a team leaves the reserve at each base that its requirement asks for.</summary>
internal static class Reserves
{
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>, naming each base that would be left too bare.</exception>
    public static async Task MustBeKeptAsync(RosterDb db, Lineup lineup, Requirement requirement, View view, DateTimeOffset now)
    {
        if (requirement.BaseReserve == 0)
        {
            return;
        }

        var nations = requirement.Nations.ToList();
        var members = await db.Members.AsNoTracking().Where(row => nations.Contains(row.Nation)).ToListAsync();
        var facts = await Facts.ReadAsync(db, requirement.Period, now);
        var present = members.Select(row => Judge.Before(row.Value, requirement, facts)).Where(candidate => candidate.IsAvailable)
            .CountBy(Slot.BaseOf).ToDictionary();
        var bare = lineup.Members.GroupBy(Slot.BaseOf).Where(home => present.GetValueOrDefault(home.Key) - home.Count() < requirement.BaseReserve)
            .Select(home => new Violation("base-reserve",
                $"{NameOf(home, view)} would keep {Math.Max(0, present.GetValueOrDefault(home.Key) - home.Count())} of {home.First().Nation}, it must keep {requirement.BaseReserve}"))
            .ToList();
        if (bare.Count > 0)
        {
            throw new DomainException(Fault.Rejected, "TEAM_INVALID", $"The team is not valid: {string.Join("; ", bare.Select(fault => fault.Description))}.", bare);
        }
    }

    private static string NameOf(IEnumerable<Candidate> home, View view)
    {
        var one = home.First();
        return view.Sees("Member.home_base", one.Nation, one.Member.Name.ToString()) ? one.Member.Details.HomeBase.DisplayName : "a base";
    }
}
