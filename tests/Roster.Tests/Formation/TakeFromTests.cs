using Grpc.Core;
using TaskForce.Testing;
using static TaskForce.Roster.Tests.RosterApp;
using static TaskForce.Roster.V1.Team.Types;

namespace TaskForce.Roster.Tests.Formation;

/// <summary>How a team's people go from one holder to another without a gap, whichever database the service is in.</summary>
public abstract class TakeFromTests(TestStore store) : IDisposable
{
    public void Dispose()
    {
        store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task ReserveTeam_TakenFromAnother_ReleasesThatInTheSameStep()
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();
        var best = await app.ProposeAsync();
        var first = await app.Formation().ReserveTeamAsync(Reserve(best, "missions/first"));
        await app.Formation().ConfirmTeamAsync(new() { Name = first.Name });

        var second = await app.Formation().ReserveTeamAsync(Take(best, first));

        Assert.Equal(("missions/second", State.Reserved), (second.Holder, second.State));
        Assert.Equal(State.Released, (await app.Formation().GetTeamAsync(new() { Name = first.Name })).State);
        Assert.Equal(second.Name, (await app.Members().GetMemberAsync(new() { Name = best.Members[0].Member })).Team);
    }

    [Fact]
    public async Task ReserveTeam_TakenWhileOthersWantTheSamePeople_NobodyGetsInBetween()
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();
        var best = await app.ProposeAsync();
        var first = await app.Formation().ReserveTeamAsync(Reserve(best, "missions/first"));

        var others = Enumerable.Range(0, 20).Select(i => CodeAsync(app.Formation().ReserveTeamAsync(Reserve(best, $"missions/other-{i}")))).ToList();
        var taken = app.Formation().ReserveTeamAsync(Take(best, first)).ResponseAsync;

        Assert.All(await Task.WhenAll(others), code => Assert.Equal(StatusCode.Aborted, code));
        Assert.Equal("missions/second", (await taken).Holder);
    }

    [Fact]
    public async Task ReserveTeam_TakenFromOneThatHasEnded_IsRefusedAndTakesNobody()
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();
        var best = await app.ProposeAsync();
        var first = await app.Formation().ReserveTeamAsync(Reserve(best, "missions/first"));
        await app.Formation().ReleaseTeamAsync(new() { Name = first.Name });

        Assert.Equal(StatusCode.FailedPrecondition, await CodeAsync(app.Formation().ReserveTeamAsync(Take(best, first))));
        Assert.Equal("", (await app.Members().GetMemberAsync(new() { Name = best.Members[0].Member })).Team);
    }

    [Fact]
    public async Task ReserveTeam_TakenTeamIsNotValidForTheOther_StaysWhereItWas()
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();
        var best = await app.ProposeAsync();
        var first = await app.Formation().ReserveTeamAsync(Reserve(best, "missions/first"));
        var request = Take(best, first);
        request.Requirement.Skills.Add(new Type.V1.TeamRequirement.Types.SkillRequirement { Skill = "underwater-basket", MinGrade = 5, Count = 1 });

        Assert.Equal(StatusCode.FailedPrecondition, await CodeAsync(app.Formation().ReserveTeamAsync(request)));
        Assert.Equal(first.Name, (await app.Members().GetMemberAsync(new() { Name = best.Members[0].Member })).Team);
    }

    [Fact]
    public async Task ProposeRepair_WithoutAMember_FindsWhoCouldGoInstead()
    {
        await using var app = new RosterApp(store);
        await app.EnterTeamAsync();
        var team = await app.Formation().ReserveTeamAsync(Reserve(await app.ProposeAsync()));

        var repair = await app.Formation().ProposeRepairAsync(new() { Name = team.Name, Excluded = { "members/de-unit-2" } });

        Assert.Equal("members/de-unit-2", Assert.Single(repair.Exchanges).Outgoing);
        Assert.Equal("DE", repair.Exchanges[0].Incoming.Nation);
    }

    private static V1.ReserveTeamRequest Take(V1.TeamProposal team, V1.Team from)
    {
        var request = Reserve(team, "missions/second");
        (request.TakeFrom, request.Requirement) = (from.Name, request.Requirement.Clone());
        return request;
    }

    private static async Task<StatusCode> CodeAsync(AsyncUnaryCall<V1.Team> call)
    {
        try
        {
            await call;
            return StatusCode.OK;
        }
        catch (RpcException refusal)
        {
            return refusal.StatusCode;
        }
    }
}

public sealed class TakeFromOnSqliteTests() : TakeFromTests(new SqliteTestStore());

public sealed class TakeFromOnPostgresTests() : TakeFromTests(new PostgresTestStore());
