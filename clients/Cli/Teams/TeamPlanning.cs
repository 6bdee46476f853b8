using Google.Protobuf.WellKnownTypes;
using Google.Type;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Roster.V1;
using TaskForce.Type.V1;

namespace TaskForce.Cli.Teams;

/// <summary>Asks for teams as a dispatcher does: what the hotspot's plan needs, there, from now on.</summary>
internal static class TeamPlanning
{
    /// <summary>How many proposals are asked for unless somebody says how many.</summary>
    public const int UsualProposals = 3;

    public static async Task<ProposeTeamsResponse> ProposeAsync(Session session, string hotspot, int most, WhatIf supposed, bool withLegs = false)
    {
        var requirement = await RequirementAsync(session.Connection, hotspot, session.Clock, session.Cancellation);
        return await session.Connection.Formation.ProposeTeamsAsync(
            new() { Requirement = requirement, MaxProposals = most, WhatIf = supposed, WithLegs = withLegs }, cancellationToken: session.Cancellation);
    }

    public static async Task<ProposeTeamsResponse> ProposeAsync(
        TaskForceConnection connection, string hotspot, int most, WhatIf supposed, TimeProvider clock, CancellationToken cancellation)
    {
        var requirement = await RequirementAsync(connection, hotspot, clock, cancellation);
        return await connection.Formation.ProposeTeamsAsync(new() { Requirement = requirement, MaxProposals = most, WhatIf = supposed }, cancellationToken: cancellation);
    }

    /// <summary>What a team at a hotspot needs, from now on.</summary>
    public static async Task<TeamRequirement> RequirementAsync(
        TaskForceConnection connection, string hotspot, TimeProvider clock, CancellationToken cancellation)
    {
        var place = await connection.Hotspots.GetHotspotAsync(new() { Name = hotspot }, cancellationToken: cancellation);
        var plan = await connection.ResponsePlans.GetResponsePlanAsync(new() { Name = place.ResponsePlan }, cancellationToken: cancellation);
        return Requirement(plan, place.Place, clock.GetUtcNow());
    }

    /// <summary>The team with a number, as it was last seen for the hotspot; proposed now if none was.</summary>
    /// <exception cref="UsageException">There is no such number.</exception>
    /// <exception cref="RefusedException">There is no team at all.</exception>
    public static async Task<TeamProposal> ChooseAsync(Session session, string hotspot, int number)
    {
        var store = new ProposalStore(session.Directories);
        var seen = store.Find(hotspot);
        if (seen is not { Proposals.Count: > 0 })
        {
            seen = await ProposeAsync(session, hotspot, Math.Max(number, UsualProposals), new());
            store.Keep(hotspot, seen);
        }

        return seen.Proposals.Count == 0
            ? throw new RefusedException(string.Join(" ", seen.Shortfalls.Select(shortfall => shortfall.Message).Prepend("There is no valid team now.")))
            : number <= seen.Proposals.Count
                ? seen.Proposals[number - 1]
                : throw new UsageException($"There is no team {number}: {seen.Proposals.Count} were proposed. See taskforce team propose {ResourceText.Id(hotspot)}.");
    }

    private static TeamRequirement Requirement(Tasking.V1.ResponsePlan plan, Place place, DateTimeOffset now)
    {
        var requirement = plan.Requirement.Clone();
        requirement.Place = place;
        requirement.Period = new Interval { StartTime = now.ToTimestamp(), EndTime = (now + plan.PlannedDuration.ToTimeSpan()).ToTimestamp() };
        return requirement;
    }
}
