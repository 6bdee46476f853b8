using Google.Rpc;
using Grpc.Core;
using Grpc.Core.Interceptors;
using static TaskForce.Roster.Tests.RosterApp;
using static TaskForce.Roster.V1.TeamMember.Types;
using Duty = TaskForce.Roster.V1.Member.Types.Duty;

namespace TaskForce.Roster.Tests.Release;

/// <summary>What a refusal tells somebody of another nation's people, when a service asks for them.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private const string OffDuty = "members/de-far-1";

    private readonly RosterApp _app = new();

    public async ValueTask InitializeAsync()
    {
        await _app.EnterTeamAsync();
        await _app.EnterAsync(MemberOf("DE", "far-1", 40), Duty.OffDuty);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    // Its own nation, a service for itself, one to which the demo's rules release names and call signs, and one to which nothing is released.
    [InlineData("DE dispatcher.de", "dispatcher", OffDuty, "far-1 is off duty")]
    [InlineData("", "", OffDuty, "far-1 is off duty")]
    [InlineData("MA dispatcher.ma", "dispatcher", OffDuty, "far-1 cannot be used")]
    [InlineData("FR dispatcher.fr", "dispatcher,commander", "DE", "a member of DE cannot be used")]
    // Rules are for roles: of whoever has none, or says to be a service, nothing is known.
    [InlineData("MA dispatcher.ma", "", "DE", "a member of DE cannot be used")]
    [InlineData("MA dispatcher.ma", "service", "DE", "a member of DE cannot be used")]
    public async Task ReserveTeam_MemberCannotBeUsed_TellsTheAskerWhatIsReleased(string behalf, string roles, string field, string description)
    {
        var refusal = await Refused(StatusCode.FailedPrecondition, "TEAM_INVALID", For(behalf, roles).ReserveTeamAsync(Reservation));

        var said = refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.First(violation => violation.Description.Contains("duty", StringComparison.Ordinal)
            || violation.Description.Contains("cannot be used", StringComparison.Ordinal));
        Assert.Equal(field, said.Field);
        Assert.StartsWith(description, said.Description, StringComparison.Ordinal);
        Assert.Equal(field == OffDuty, refusal.Status.Detail.Contains("far-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReserveTeam_ReasonIsReleased_TellsIt()
    {
        await _app.ReleaseAsync("Member.name", "Member.call_sign", "NearMiss.obstacle");

        var refusal = await Refused(StatusCode.FailedPrecondition, "TEAM_INVALID", For("FR dispatcher.fr", "dispatcher").ReserveTeamAsync(Reservation));

        Assert.Contains($"{OffDuty}: far-1 is off duty", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConfirmTeam_SomebodyWentSick_TellsAnotherNationNeitherWhoNorWhy()
    {
        var team = await _app.Formation().ReserveTeamAsync(Reserve(await _app.ProposeAsync()));
        await _app.Members().SetMemberDutyAsync(new() { Name = "members/de-unit-2", Duty = Duty.Sick });

        var refusal = await Refused(StatusCode.FailedPrecondition, "TEAM_INVALID", For("FR dispatcher.fr", "dispatcher").ConfirmTeamAsync(new() { Name = team.Name }));
        var own = await Refused(StatusCode.FailedPrecondition, "TEAM_INVALID", For("DE dispatcher.de", "dispatcher").ConfirmTeamAsync(new() { Name = team.Name }));

        Assert.Equal("The team is not valid: DE: something of DE stands in the way.", refusal.Status.Detail);
        Assert.Contains("members/de-unit-2: unit-2", own.Status.Detail, StringComparison.Ordinal);
    }

    private static V1.ReserveTeamRequest Reservation => new()
    {
        Holder = "missions/bad",
        Requirement = Requirement,
        Members =
        {
            new V1.TeamMember { Member = OffDuty, Role = Role.Leader },
            new V1.TeamMember { Member = "members/ma-lead-1", Role = Role.Deputy },
            new V1.TeamMember { Member = "members/ma-unit-2", Role = Role.Member },
        },
    };

    private V1.FormationService.FormationServiceClient For(string behalf, string roles) => new(_app.As("service:tasking").Intercept(headers =>
    {
        if (behalf.Length > 0)
        {
            headers.Add("x-taskforce-on-behalf-of", behalf);
            headers.Add("x-taskforce-on-behalf-roles", roles);
        }

        return headers;
    }));
}
