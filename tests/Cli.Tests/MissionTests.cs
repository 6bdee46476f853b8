using Grpc.Core;
using TaskForce.Cli.Tests.Gateway;

namespace TaskForce.Cli.Tests;

public sealed class MissionTests : IAsyncLifetime
{
    private readonly FakeGateway _gateway = new();
    private readonly Cli _cli;

    public MissionTests() => _cli = new(_gateway);

    public async ValueTask InitializeAsync()
    {
        await _gateway.InitializeAsync();
        await _cli.RunAsync("hotspot", "report", "--kind", "human-trafficking", "--severity", "high", "--place", "ma-tanger-med");
    }

    public async ValueTask DisposeAsync()
    {
        _cli.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task TeamPropose_Proposals_ShowsWhoFromWhereHowFastAndWhy()
    {
        var run = await _cli.RunAsync("team", "propose", "h1", "--max", "2", "--legs", "--exclude", "de-x", "assets/y");

        Assert.Equal(0, run.Code);
        foreach (var part in new[] { "Team 1", "3 h 20 min", "shared language fr", "Van Tanger 1 (MA, 35 min)", "Falke [03]", "3 h 12 min by car", "Nearest interpreter.", "Team 2", "from a position 0 s old, 1 h 20 min to 1 h 50 min, by roads: car 35 min", "from the base, estimated" })
        {
            Assert.Contains(part, run.Out, StringComparison.Ordinal);
        }

        Assert.All(run.Out.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 100, line));
        var request = _gateway.Changes.Select(change => change.Request).OfType<Roster.V1.ProposeTeamsRequest>().Single();
        Assert.Equal((2, "ma-tanger-med", true), (request.MaxProposals, request.Requirement.Place.PlaceId, request.WithLegs));
        Assert.Equal(["members/de-x", "assets/y"], request.WhatIf.Excluded);
        Assert.Equal(TimeSpan.FromHours(24), request.Requirement.Period.EndTime.ToDateTimeOffset() - request.Requirement.Period.StartTime.ToDateTimeOffset());
    }

    [Fact]
    public async Task TeamPropose_NoTeam_ShowsWhatIsMissingAndWhoComesClosest()
    {
        _gateway.Proposals = new()
        {
            Shortfalls =
            {
                new Roster.V1.Shortfall
                {
                    Requirement = "skill:interpreter",
                    Needed = 1,
                    Message = "Nobody who interprets is free.",
                    Closest = { new Roster.V1.Shortfall.Types.NearMiss { DisplayName = "Atlas 02", Nation = "MA", Obstacle = "on leave" } },
                },
            },
        };

        var run = await _cli.RunAsync("team", "propose", "h1");

        Assert.Contains("Nobody who interprets is free. (0 of 1)", run.Out, StringComparison.Ordinal);
        Assert.Contains("closest: Atlas 02 (MA)  on leave", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TeamWhatIf_SupposedBase_ShowsBothTeamsSideBySide()
    {
        var run = await _cli.RunAsync("team", "what-if", "h1", "--move", "de-adler-01=ma-tangier");

        Assert.Equal(0, run.Code);
        foreach (var part in new[] { "AS IT IS", "AS SUPPOSED", "3 h 20 min", "5 h 0 min", "+ Falke [03] (DE, 3 h 20 min)", "  Adler 01 (DE, 1 h 35 min)" })
        {
            Assert.Contains(part, run.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TeamPlan_TwoHotspots_ShowsTheLastPlanAndHowGoodItIs()
    {
        _gateway.Hotspots["hotspots/h2"] = _gateway.Hotspots["hotspots/h1"].Clone();

        var run = await _cli.RunAsync("team", "plan", "h1", "h2");

        Assert.Equal(0, run.Code);
        foreach (var part in new[] { "h1", "Adler 01 (DE)", "none: Others need", "At most 3.1 % from the best there is" })
        {
            Assert.Contains(part, run.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TeamExplain_Obstacle_SaysWhichRule()
    {
        var run = await _cli.RunAsync("team", "explain", "h1", "de-falke-03");

        Assert.Contains("Falke 03 is sick.", run.Out, StringComparison.Ordinal);
        Assert.Contains("duty  is sick", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TeamRepairAndReplace_AsHinted_ExchangesTheMember()
    {
        var repair = await _cli.RunAsync("team", "repair", "t1");
        var replace = await _cli.RunAsync("team", "replace", "t1", "ma-atlas-02", "ma-rif-04", "--as", "dispatcher.ma");

        Assert.Contains("Send Rif 04 for Atlas 02.", repair.Out, StringComparison.Ordinal);
        Assert.Contains("taskforce team replace t1 ma-atlas-02 ma-rif-04 --as dispatcher.ma", repair.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(0, replace.Code);
        Assert.Contains(("dispatcher.ma", "members/ma-rif-04"), _gateway.Changes.Select(change => (change.Profile, (change.Request as Roster.V1.ReplaceTeamMemberRequest)?.Incoming)));
    }

    [Fact]
    public async Task TeamWithdraw_ReasonGiven_ShowsWhatIsWrongNow()
    {
        var run = await _cli.RunAsync("team", "withdraw", "t1", "--nation", "MA", "--reason", "Needed at home", "--as", "commander.ma");

        Assert.Contains("MA withdrew: Needed at home", run.Out, StringComparison.Ordinal);
        Assert.Contains("taskforce team repair t1", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissionCreate_AfterPropose_AssignsTheTeamThatWasSeen()
    {
        await _cli.RunAsync("team", "propose", "h1");
        _gateway.Proposals = new();

        var run = await _cli.RunAsync("mission", "create", "h1", "--team", "2", "--title", "T", "--instructions", "I");

        var mission = Assert.Single(_gateway.Board.Missions);
        Assert.Equal((0, "T", "I"), (run.Code, mission.Title, mission.Instructions));
        Assert.Equal(["members/ma-atlas-02", "members/de-adler-01"], mission.Members.Select(member => member.Member));
    }

    [Fact]
    public async Task MissionCreate_NothingProposedYet_ProposesNow()
    {
        var run = await _cli.RunAsync("mission", "create", "hotspots/h1", "--team", "1");

        Assert.Equal(0, run.Code);
        Assert.Equal(4, Assert.Single(_gateway.Board.Missions).Members.Count);
    }

    [Fact]
    public async Task MissionCreate_NoSuchTeam_PlansNothing()
    {
        var run = await _cli.RunAsync("mission", "create", "h1", "--team", "7");

        Assert.Equal((2, 0), (run.Code, _gateway.Board.Missions.Count));
        Assert.Contains("2 were proposed", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StatusCode.Aborted)]
    [InlineData(StatusCode.FailedPrecondition)]
    public async Task MissionCreate_TeamIsGone_SaysToProposeAgain(StatusCode code)
    {
        _gateway.Refusals[typeof(Tasking.V1.AssignTeamRequest)] = new RpcException(new Status(code, "Atlas 02 is in another team."));

        var run = await _cli.RunAsync("mission", "create", "h1", "--team", "1");

        Assert.Equal(1, run.Code);
        Assert.Contains("Atlas 02 is in another team.", run.Errors, StringComparison.Ordinal);
        Assert.Contains("taskforce team propose h1", run.Errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("taskforce mission assign m1 --team 1", run.Errors.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissionVerbs_FromAssignToComplete_MoveTheMissionAndCarryRequestIds()
    {
        await _cli.RunAsync("mission", "create", "h1");
        string[][] job =
        [
            ["mission", "assign", "m1", "--team", "1"],
            ["mission", "approve", "m1", "--as", "commander.de"],
            ["mission", "approve", "missions/m1", "--as", "commander.ma", "--comment", "Go."],
            ["mission", "dispatch", "m1"],
            ["mission", "complete", "m1", "--arrests", "3", "--seizures", "1", "--injuries", "0", "--text", "Done."],
        ];
        foreach (var step in job)
        {
            Assert.Equal(0, (await _cli.RunAsync(step)).Code);
        }

        var mission = Assert.Single(_gateway.Board.Missions);
        Assert.Equal((Tasking.V1.Mission.Types.State.Completed, 3, 1, "Done."), (mission.State, mission.Report.Arrests, mission.Report.Seizures, mission.Report.Text));
        Assert.All(_gateway.Changes, change => Assert.True(change.Request.Descriptor.FindFieldByName("request_id") is not { } id
            || Guid.TryParse((string)id.Accessor.GetValue(change.Request), out _)));
    }

    [Fact]
    public async Task MissionWatch_OneMission_ShowsEveryStepAndEndsWithIt()
    {
        await _cli.RunAsync("demo", "--journey", "0s");

        var run = await _cli.RunAsync("mission", "watch", "m1");

        Assert.Equal(0, run.Code);
        foreach (var part in new[] { "created:", "team reserved:", "DE approved, MA approved", "-> approved", "dispatched to 4 recipients", "Rif 04 (MA)  accepted", "Falke [03] (DE)  on scene", "-> completed" })
        {
            Assert.Contains(part, run.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task MissionWatch_Json_IsADocumentALine()
    {
        await _cli.RunAsync("demo", "--journey", "0s");

        var run = await _cli.RunAsync("mission", "watch", "m1", "-o", "json");

        var events = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Tasking.V1.MissionEvent.Parser.ParseJson).ToList();
        Assert.Equal(Tasking.V1.MissionEvent.Types.Type.Completed, events[^1].Type);
        Assert.Equal(events.Select(change => change.Sequence).Order(), events.Select(change => change.Sequence));
    }

    [Fact]
    public async Task MissionWatch_UnknownMission_IsRefused() => Assert.Equal(1, (await _cli.RunAsync("mission", "watch", "m77")).Code);

    [Fact]
    public async Task MissionWatch_CtrlC_EndsCleanly()
    {
        await _cli.RunAsync("mission", "create", "h1");
        using var interrupt = new CancellationTokenSource();

        var watching = _cli.RunAsync(interrupt.Token, "mission", "watch", "m1");
        await interrupt.CancelAsync();

        Assert.Equal(0, (await watching).Code);
    }
}
