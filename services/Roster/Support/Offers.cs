using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Storage;

namespace TaskForce.Roster.Support;

/// <summary>Whether a nation can give whom and what it offers.</summary>
internal static class Offers
{
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>, naming each that does not exist, is not the nation's own, or is held.</exception>
    public static async Task MustBeOfferableAsync(this RosterDb db, ImmutableArray<string> resources, string nation)
    {
        var (nations, holders) = (await NationsAsync(db, resources), await db.TeamsHoldingAsync(resources));
        Refuse(resources.Select((resource, index) => (resource, index, Why: WhyNot(resource, nation, nations) ?? WhyHeld(resource, holders))));
    }

    /// <summary>The same without asking who holds them: what was offered may have gone since.</summary>
    public static async Task MustStillBeOfAsync(this RosterDb db, ImmutableArray<string> resources, string nation)
    {
        var nations = await NationsAsync(db, resources);
        Refuse(resources.Select((resource, index) => (resource, index, Why: WhyNot(resource, nation, nations))));
    }

    private static void Refuse(IEnumerable<(string Resource, int Index, string? Why)> judged)
    {
        var faults = judged.Where(each => each.Why is not null).ToList();
        if (faults.Count > 0)
        {
            throw new DomainException(Fault.Rejected, "NOT_OFFERABLE", $"{string.Join("; ", faults.Select(each => $"{each.Resource} {each.Why}"))}.",
                [.. faults.Select(each => new Violation($"resources[{each.Index}]", $"{each.Resource} {each.Why}"))]);
        }
    }

    // Whether others have such a one is not for the giving nation to learn.
    private static string? WhyNot(string resource, string nation, Dictionary<string, string> nations) =>
        nations.GetValueOrDefault(resource) == nation ? null : $"does not exist, or is not of {nation}";

    private static string? WhyHeld(string resource, Dictionary<string, string> holders) =>
        holders.TryGetValue(resource, out var holder) ? $"is in {holder}" : null;

    private static async Task<Dictionary<string, string>> NationsAsync(RosterDb db, ImmutableArray<string> resources)
    {
        var names = resources.ToList();
        var members = await db.Members.Where(row => names.Contains(row.Name)).Select(row => new { row.Name, row.Nation }).ToListAsync();
        var assets = await db.Assets.Where(row => names.Contains(row.Name)).Select(row => new { row.Name, row.Nation }).ToListAsync();
        return members.Concat(assets).ToDictionary(row => row.Name, row => row.Nation);
    }
}
