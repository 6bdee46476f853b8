using TaskForce.Cli.Tests.Gateway;
using static TaskForce.Tasking.V1.Mission.Types;

namespace TaskForce.Cli.Tests;

/// <summary>Keys, mandates and hand-overs from the command line.</summary>
public sealed class KeyTests : IAsyncLifetime
{
    private const string Digest = "3f2a1b4c5d6e7f8091a2b3c4d5e6f70819";

    private readonly FakeGateway _gateway = new();
    private readonly Cli _cli;

    public KeyTests() => _cli = new(_gateway);

    public async ValueTask InitializeAsync() => await _gateway.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task MissionApprove_Mission_NamesExactlyWhatIsApprovedAndSendsItsDigest()
    {
        await PlanAsync();

        var run = await _cli.RunAsync("mission", "approve", "m1", "--as", "commander.de");

        Assert.Equal(0, run.Code);
        Assert.Contains("Approving 3f2a1b4c5d6e:", run.Errors, StringComparison.Ordinal);
        Assert.Equal(Digest, Assert.Single(Sent<Tasking.V1.ApproveMissionRequest>()).Digest);
    }

    [Fact]
    public async Task MissionApprove_DigestThatWasSeen_IsSentAsItIs()
    {
        await PlanAsync();

        await _cli.RunAsync("mission", "approve", "m1", "--as", "commander.de", "--digest", "0123456789ab");

        Assert.Equal("0123456789ab", Assert.Single(Sent<Tasking.V1.ApproveMissionRequest>()).Digest);
    }

    [Fact]
    public async Task MissionGet_Keys_ShowsWhoByWhatRightOverWhat()
    {
        await PlanAsync();
        Change(mission =>
        {
            mission.Approvals[0].MergeFrom(new Approval { Decision = Approval.Types.Decision.Approved, Approver = "night.de", Digest = Digest, Authority = new() { Kind = Authority.Types.Kind.Delegation, Source = "delegations/d1", Giver = "commander.de" } });
            mission.Approvals[1].MergeFrom(new Approval { Decision = Approval.Types.Decision.Rejected, Authority = new() { Kind = Authority.Types.Kind.Silence } });
            mission.VoidApprovals.Add(new VoidApproval { Approval = new() { Nation = "MA", Decision = Approval.Types.Decision.Approved, Approver = "commander.ma" }, Reason = "Changed after the key was turned: instructions." });
            mission.Responsibilities.Add(new Responsibility { Nation = "MA", Holder = "desks/MA" });
        });

        var run = await _cli.RunAsync("mission", "get", "m1");

        var text = string.Join(' ', run.Out.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in new[] { "approved by night.de", "under delegation d1 of commander.de, over 3f2a1b4c5d6e", "refused by silence", "Void key of MA", "turned: instructions.", "MA the desk" })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task MissionGet_NamesAreNotReleased_SaysSoAndHowFarEachPartsOrderIs()
    {
        await PlanAsync();
        Change(mission =>
        {
            mission.Members.Add([
                new Roster.V1.TeamMember { Nation = "DE", Role = Roster.V1.TeamMember.Types.Role.Deputy },
                new Roster.V1.TeamMember { Nation = "DE", Role = Roster.V1.TeamMember.Types.Role.Member },
            ]);
            mission.Orders.Add([
                new Tasking.V1.Order { Nation = "DE", Role = "MEMBER", Kind = Tasking.V1.Order.Types.Kind.Deploy, Rung = Tasking.V1.Order.Types.Rung.Stored },
                new Tasking.V1.Order { Nation = "DE", Role = "LEADER", Kind = Tasking.V1.Order.Types.Kind.Recall, Rung = Tasking.V1.Order.Types.Rung.Queued },
                new Tasking.V1.Order { Nation = "DE", Role = "DEPUTY", Kind = Tasking.V1.Order.Types.Kind.Deploy, Rung = Tasking.V1.Order.Types.Rung.Accepted },
            ]);
        });

        var lines = (await _cli.RunAsync("mission", "get", "m1")).Out.Split('\n');

        Assert.Contains(lines, line => line.Contains("(withheld)", StringComparison.Ordinal) && line.Contains("deputy", StringComparison.Ordinal) && line.Contains("accepted", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("(withheld)", StringComparison.Ordinal) && line.Contains("member", StringComparison.Ordinal) && line.Contains("stored", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("(withheld)", StringComparison.Ordinal) && line.Contains("left", StringComparison.Ordinal) && line.Contains("recall", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MissionUpdate_NothingToChange_IsAMistake()
    {
        var run = await _cli.RunAsync("mission", "update", "m1");

        Assert.NotEqual(0, run.Code);
        Assert.Contains("--instructions", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DelegationGive_Scope_IsSentAndShown()
    {
        var run = await _cli.RunAsync("delegation", "give", "--to", "dispatcher.de", "--kind", "smuggling", "--highest", "high", "--host-nation", "MA", "DE",
            "--around", "ma-tanger-med", "--radius", "5000", "--until", "2030-03-01T08:00Z", "--note", "Night shift", "--as", "commander.de");

        Assert.Equal(0, run.Code);
        var given = Assert.Single(Sent<Tasking.V1.CreateDelegationRequest>()).Delegation;
        Assert.Equal(("dispatcher.de", Tasking.V1.Hotspot.Types.Severity.High), (given.Delegate, given.Scope.HighestSeverity));
        Assert.Equal(["MA", "DE"], given.Scope.HostNations);
        Assert.Equal((35.89, 5000), (given.Scope.Regions[0].Circle.Center.Latitude, given.Scope.Regions[0].Circle.RadiusMetres));
        foreach (var part in new[] { "smuggling, up to high, in MA, in DE, in 1 region", "commander.de", "taskforce delegation revoke d1" })
        {
            Assert.Contains(part, run.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task DelegationRevoke_Reason_IsShown()
    {
        var run = await _cli.RunAsync("delegation", "revoke", "d1", "--reason", "Back on duty", "--as", "commander.de");

        Assert.Contains("by commander.de: Back on duty", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PreauthorisationGive_Limits_AreSent()
    {
        var run = await _cli.RunAsync("preauthorisation", "give", "--max-uses", "3", "--max-members", "6", "--until", "2030-03-01T08:00Z", "--as", "commander.ma");

        var given = Assert.Single(Sent<Tasking.V1.CreatePreAuthorisationRequest>()).PreAuthorisation;
        Assert.Equal((3, 6), (given.MaxUses, given.MaxTeamMembers));
        Assert.Contains("0 of 3 missions", run.Out, StringComparison.Ordinal);
        Assert.Contains("every mission", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MandateShow_Mandate_TellsPowersWeaponsAndTerritory()
    {
        var run = await _cli.RunAsync("mandate", "get", "sample");

        foreach (var part in new[] { "Guests board with an officer", "on host order", "Strait, 1 corners" })
        {
            Assert.Contains(part, run.Out, StringComparison.Ordinal);
        }

        Assert.Contains("board", (await _cli.RunAsync("mandate", "list")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HandoverOffer_Missions_SaysWhoIsStillResponsibleAndWhatComesNext()
    {
        var run = await _cli.RunAsync("handover", "offer", "m1", "missions/m2", "--to", "commander.de", "--note", "Quiet", "--within", "30m");

        var offer = Assert.Single(Sent<Tasking.V1.OfferHandoverRequest>());
        Assert.Equal(["missions/m1", "missions/m2"], offer.Missions);
        Assert.Equal(TimeSpan.FromMinutes(30), offer.ValidFor.ToTimeSpan());
        foreach (var part in new[] { "still dispatcher.de", "m1, m2", "taskforce handover accept o1 --as commander.de" })
        {
            Assert.Contains(part, run.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task HandoverAcceptListWhoTakeOver_EachSaysWhoAnswers()
    {
        Assert.Contains("commander.de", (await _cli.RunAsync("handover", "accept", "o1", "--as", "commander.de")).Out, StringComparison.Ordinal);
        Assert.Contains("everything", (await _cli.RunAsync("handover", "list")).Out, StringComparison.Ordinal);
        Assert.Equal([Tasking.V1.Handover.Types.State.Offered], _gateway.Asked.OfType<Tasking.V1.ListHandoversRequest>().Single().Filter.States);
        Assert.Contains("DE dispatcher.de, MA the desk", (await _cli.RunAsync("handover", "who")).Out, StringComparison.Ordinal);

        var taken = await _cli.RunAsync("handover", "take-over", "m1", "--reason", "Ill", "--as", "commander.de");

        Assert.Contains("DE commander.de", taken.Out, StringComparison.Ordinal);
        Assert.Equal("Ill", Assert.Single(Sent<Tasking.V1.TakeOverMissionRequest>()).Reason);
    }

    private async Task PlanAsync()
    {
        await _cli.RunAsync("hotspot", "report", "--kind", "human-trafficking", "--severity", "high", "--place", "ma-tanger-med");
        await _cli.RunAsync("mission", "create", "h1", "--team", "1");
        Change(mission => mission.Digest = Digest);
    }

    private void Change(Action<Tasking.V1.Mission> change) =>
        _gateway.Board.Change("missions/m1", Tasking.V1.MissionEvent.Types.Type.Updated, "test", change);

    private IEnumerable<T> Sent<T>() => _gateway.Changes.Select(change => change.Request).OfType<T>();
}
