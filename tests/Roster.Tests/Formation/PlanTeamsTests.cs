using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using static TaskForce.Roster.Tests.RosterApp;
using static TaskForce.Type.V1.TeamRequirement.Types;

namespace TaskForce.Roster.Tests.Formation;

public class PlanTeamsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PlanTeams_TwoHotspotsWantTheSamePeople_SharesThemForTheBestOfBoth()
    {
        await using var app = new RosterApp();
        foreach (var nation in new[] { "DE", "MA" })
        {
            foreach (var (number, hours) in new[] { (1, 1.0), (2, 2.0), (3, 8.0), (4, 9.0) })
            {
                await app.EnterAsync(MemberOf(nation, $"lead-{number}", hours, "team-leader"));
            }
        }

        var plans = await PlanAsync(app, Asked("first", 0), Asked("second", 10));

        var best = plans[^1];
        Assert.True(best is { Final: true, Quality.Optimal: true });
        Assert.Equal(["first", "second"], best.Assignments.Select(assignment => assignment.Id));
        Assert.Equal([TimeSpan.FromHours(2), TimeSpan.FromHours(2)], best.Assignments.Select(assignment => assignment.Proposal.LatestArrival.ToTimeSpan()));
        Assert.Equal(8, best.Assignments.SelectMany(assignment => assignment.Proposal.Members).Select(member => member.Member).Distinct().Count());
        Assert.All(plans.SkipLast(1), plan => Assert.False(plan.Final));
    }

    [Fact]
    public async Task PlanTeams_PeopleForOneOnly_SaysWhyTheOtherHasNone()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();

        var plans = await PlanAsync(app, Asked("first", 0), Asked("second", 3));

        var unserved = Assert.Single(plans[^1].Assignments, assignment => assignment.Proposal is null);
        Assert.Equal("combination", Assert.Single(unserved.Shortfalls).Requirement);
        Assert.Equal(0, plans[^1].Quality.Gap);
    }

    [Fact]
    public async Task PlanTeams_OneRemoteAndOneNot_OnlyOneOfThemTravels()
    {
        await using var app = new RosterApp();
        foreach (var nation in new[] { "DE", "MA" })
        {
            foreach (var number in new[] { 1, 2, 3, 4 })
            {
                await app.EnterAsync(MemberOf(nation, $"lead-{number}", 1, "team-leader"));
            }
        }

        var remote = Asked("remote", 0);
        (remote.Requirement.Remote, remote.Requirement.MaxTravelTime) = (true, null);
        var plans = await PlanAsync(app, remote, Asked("there", 0));

        Assert.Equal([TimeSpan.Zero, TimeSpan.FromHours(1)], plans[^1].Assignments.Select(assignment => assignment.Proposal.LatestArrival.ToTimeSpan()));
    }

    [Fact]
    public async Task PlanTeams_FaultyRequest_NamesEveryFault()
    {
        await using var app = new RosterApp();
        var request = new V1.PlanTeamsRequest { Requirements = { Asked("same", 0), Asked("same", 0) }, TimeLimit = TimeSpan.FromHours(1).ToDuration(), Seed = -1 };
        request.Requirements[1].Requirement.MinMembers = 0;

        using var call = app.Formation().PlanTeams(request);
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseStream.MoveNext(Cancellation));

        Assert.Equal(["requirements", "requirements[1].requirement.min_members", "seed", "time_limit"],
            refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field).Order());
    }

    private static V1.PlannedRequirement Asked(string id, double hours)
    {
        var requirement = Requirement;
        requirement.Place = Away(hours);
        return new() { Id = id, Requirement = requirement };
    }

    private static async Task<List<V1.PlanTeamsResponse>> PlanAsync(RosterApp app, params V1.PlannedRequirement[] asked)
    {
        using var call = app.Formation("dispatcher.de").PlanTeams(new() { Requirements = { asked } });
        return await call.ResponseStream.ReadAllAsync(Cancellation).ToListAsync(Cancellation);
    }
}
