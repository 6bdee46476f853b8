using TaskForce.Cli.Scenario;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Roster.V1;
using TaskForce.Type.V1;

namespace TaskForce.Cli.Simulate;

/// <summary>Who drives in a fleet.</summary>
internal static class FleetMembers
{
    private const int Most = 100_000;

    /// <summary>Those on duty first; each nation's as one of its own sees them, with their bases.</summary>
    /// <param name="connectAs">Connects as a profile.</param>
    /// <param name="units">How many, unless some are named.</param>
    /// <param name="named">Exactly these, <c>members/{member}</c>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="UsageException">There are not so many, or not those.</exception>
    public static async Task<List<Member>> FindAsync(Func<string, TaskForceConnection> connectAs, int units, string[] named, CancellationToken cancellation)
    {
        var found = new List<Member>();
        foreach (var nation in DemoPeople.NationCodes)
        {
            var members = connectAs($"dispatcher.{nation.ToLowerInvariant()}").Members;
            found.AddRange((await Pages.ReadAsync(Most, (size, token) => members.ListMembersAsync(
                new() { Filter = new() { Nation = nation }, PageSize = size, PageToken = token }, cancellationToken: cancellation).ResponseAsync)).Members);
        }

        List<Member> usable = [.. found.Where(member => member.HomeBase?.Location is not null).OrderBy(member => member.Duty != Member.Types.Duty.OnDuty)];
        if (named.Except(usable.Select(member => member.Name)).ToList() is [_, ..] unknown)
        {
            throw new UsageException($"The roster knows no base of {string.Join(", ", unknown)}.");
        }

        return named.Length > 0 ? [.. usable.Where(member => named.Contains(member.Name))]
            : usable.Count >= units ? usable[..units]
            : throw new UsageException($"The roster has {usable.Count} members with a base, not {units}; ask for fewer --units.");
    }
}
