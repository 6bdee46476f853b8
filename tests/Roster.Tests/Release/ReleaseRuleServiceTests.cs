using Google.Rpc;
using Grpc.Core;
using TaskForce.Testing;
using TaskForce.Type.V1;
using static TaskForce.Roster.Tests.RosterApp;
using Basis = TaskForce.Type.V1.ExplainAccessResponse.Types.Basis;
using State = TaskForce.Type.V1.ReleaseRule.Types.State;

namespace TaskForce.Roster.Tests.Release;

public sealed class ReleaseRuleServiceTests : IAsyncLifetime
{
    private readonly RosterApp _app = new();

    public async ValueTask InitializeAsync() => await _app.EnterFalkeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Create_ThenApprovedByAnother_ReleasesOnlyThen()
    {
        var proposed = await _app.Rules().CreateReleaseRuleAsync(new() { ReleaseRule = ReleaseWorld.Rule("Member.name"), ReleaseRuleId = "de-names-to-fr" });
        await Refused(StatusCode.NotFound, "MEMBER_NOT_FOUND", Get());

        var approved = await _app.Rules("commander.de").ApproveReleaseRuleAsync(new() { Name = proposed.Name, Note = "Agreed." });

        Assert.Equal(("releaseRules/de-names-to-fr", State.Proposed, State.InForce), (proposed.Name, proposed.State, approved.State));
        Assert.Equal(["dispatcher.de", "commander.de"], approved.History.Select(step => step.Actor));
        Assert.Equal("Agreed.", approved.History[1].Note);
        Assert.Equal(ReleaseWorld.Falke, (await Get()).Name);
    }

    [Fact]
    public async Task Approve_ByWhoeverProposedItOrWithoutTheRole_IsDenied()
    {
        var own = await _app.Rules("commander.de").CreateReleaseRuleAsync(new() { ReleaseRule = ReleaseWorld.Rule("Member.name") });

        await Refused(StatusCode.PermissionDenied, "SECOND_PERSON", _app.Rules("commander.de").ApproveReleaseRuleAsync(new() { Name = own.Name }));
        await Refused(StatusCode.PermissionDenied, "ROLE_REQUIRED", _app.Rules("dispatcher.de").ApproveReleaseRuleAsync(new() { Name = own.Name }));
        await Refused(StatusCode.NotFound, "RELEASE_RULE_NOT_FOUND", _app.Rules("commander.fr").ApproveReleaseRuleAsync(new() { Name = own.Name }));
        await Refused(StatusCode.NotFound, "MEMBER_NOT_FOUND", Get());
    }

    [Fact]
    public async Task Withdraw_ByOnePerson_HidesAtOnceAndForGood()
    {
        var rule = await _app.ReleaseAsync("Member.name");

        var withdrawn = await _app.Rules().WithdrawReleaseRuleAsync(new() { Name = rule.Name, Note = "Patrols are over." });

        Assert.Equal(State.Withdrawn, withdrawn.State);
        await Refused(StatusCode.NotFound, "MEMBER_NOT_FOUND", Get());
        await Refused(StatusCode.FailedPrecondition, "RELEASE_RULE_STATE", _app.Rules("commander.de").ApproveReleaseRuleAsync(new() { Name = rule.Name }));
        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", _app.Rules("dispatcher.fr").WithdrawReleaseRuleAsync(new() { Name = rule.Name }));
    }

    [Fact]
    public async Task Create_Faulty_NamesEverything()
    {
        var refusal = await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", _app.Rules().CreateReleaseRuleAsync(new()
        {
            ReleaseRule = new()
            {
                Nation = "DE",
                ReceiverNation = "DE",
                Fields = { "Member.shoe_size", "Qualification.proof", "Member.agency" },
                ReceiverRoles = { Role.Service },
                Validity = new() { EndTime = new() { Seconds = 1 } },
            },
        }));

        Assert.Equal(
            ["release_rule.justification", "release_rule.receiver_nation", "release_rule.fields[0]", "release_rule.fields[1]", "release_rule.fields[2]",
                "release_rule.receiver_roles[0]", "release_rule.validity.end_time"],
            refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task Create_Repeated_IsOneRuleAndAnotherNationsIsDenied()
    {
        var request = new CreateReleaseRuleRequest { ReleaseRule = ReleaseWorld.Rule("Member.name"), RequestId = Guid.NewGuid().ToString() };

        var first = await _app.Rules().CreateReleaseRuleAsync(request);

        Assert.Equal(first, await _app.Rules().CreateReleaseRuleAsync(request));
        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", _app.Rules("dispatcher.fr").CreateReleaseRuleAsync(new() { ReleaseRule = ReleaseWorld.Rule("Member.name") }));
        await Refused(StatusCode.Aborted, "STALE_ETAG", _app.Rules("commander.de").RejectReleaseRuleAsync(new() { Name = first.Name, Note = "No.", Etag = "\"9\"" }));
    }

    [Fact]
    public async Task List_ByTheReceiver_IsWhatConcernsItWithoutTheOwnersReasons()
    {
        await _app.Rules().CreateReleaseRuleAsync(new() { ReleaseRule = ReleaseWorld.Rule("Member.call_sign") });
        var rule = await _app.ReleaseAsync("Member.name");

        var seen = Assert.Single((await _app.Rules("dispatcher.fr").ListReleaseRulesAsync(new())).ReleaseRules);

        Assert.Equal((rule.Name, "", 0), (seen.Name, seen.Justification, seen.History.Count));
        Assert.Equal(["justification", "history"], seen.WithheldFields);
        Assert.Equal(2, (await _app.Rules().ListReleaseRulesAsync(new() { Filter = new() { ReceiverNation = "FR" } })).ReleaseRules.Count);
        await Refused(StatusCode.NotFound, "RELEASE_RULE_NOT_FOUND", _app.Rules("dispatcher.ma").GetReleaseRuleAsync(new() { Name = rule.Name }));
    }

    [Fact]
    public async Task Preview_NewFields_SaysHowManyRecordsToWhomAndNamesSome()
    {
        await _app.EnterAsync(MemberOf("DE", "Unit 1", 1), id: "de-unit-01");
        await _app.ReleaseAsync("Member.name");
        var rule = ReleaseWorld.Rule("Member.name", "Member.languages", "Qualification.validity");
        rule.ReceiverRoles.Add(Role.Commander);

        var preview = await _app.Rules().PreviewReleaseRuleAsync(new() { ReleaseRule = rule });

        Assert.Equal([("Member.name", 0), ("Member.languages", 2), ("Qualification.validity", 0)], preview.Gains.Select(gain => (gain.Field, gain.Records)));
        Assert.Equal([ReleaseWorld.Falke, "members/de-unit-01"], preview.Gains[1].Examples);
        Assert.Equal(("FR", 2), (preview.ReceiverNation, preview.Records));
        Assert.Equal([Role.Commander], preview.ReceiverRoles);
        Assert.Equal("COMMANDER of FR would see 1 more field, in up to 2 of 2 records.", preview.Message);
        Assert.Empty((await Get()).Languages);
    }

    [Fact]
    public async Task Preview_RuleAboutJointWork_CountsNowAndLater()
    {
        await _app.EnterTeamAsync();
        await _app.Formation().ReserveTeamAsync(Reserve(await _app.ProposeAsync()));
        var rule = ReleaseWorld.Rule("Member.update_time");
        (rule.ReceiverNation, rule.JointWorkOnly) = ("MA", true);

        var gain = Assert.Single((await _app.Rules().PreviewReleaseRuleAsync(new() { ReleaseRule = rule })).Gains);

        Assert.Equal((2, 2), (gain.Records, gain.LaterRecords));
    }

    [Fact]
    public async Task ExplainAccess_EachCase_SaysWhyAndWhomToAsk()
    {
        var names = await _app.ReleaseAsync("Member.name");
        var languages = ReleaseWorld.Rule("Member.languages");
        languages.ReceiverRoles.Add(Role.Commander);
        languages.Purposes.Add("search and rescue");
        var near = await _app.ReleaseAsync(languages);

        var name = await ExplainAsync("name");
        var language = await ExplainAsync("languages");
        var proof = await ExplainAsync("qualifications.proof");
        var leave = await ExplainAsync("leave");

        Assert.Equal((true, Basis.Released), (name.Fields[0].Visible, name.Fields[0].Basis));
        Assert.Equal([names.Name], name.Fields[0].Rules);
        Assert.Empty(name.WhomToAsk);
        Assert.Equal((false, Basis.NotReleased, "Member.languages"), (language.Fields[0].Visible, language.Fields[0].Basis, language.Fields[0].Field_));
        Assert.Equal((near.Name, "the role COMMANDER and a session for 'search and rescue'"), (language.Fields[0].NearRules[0].Rule, language.Fields[0].NearRules[0].Missing));
        Assert.Contains("commander of DE", language.WhomToAsk, StringComparison.Ordinal);
        Assert.Equal((Basis.NotReleased, "Member.qualifications"), (proof.Fields[0].Basis, proof.Fields[0].Field_));
        Assert.Equal(Basis.OwnerOnly, leave.Fields[0].Basis);
        Assert.Equal((await Get()).WithheldFields, (await ExplainAsync("")).Fields.Select(field => field.Path));
        Assert.Equal(Basis.Own, (await _app.Rules().ExplainAccessAsync(new() { Name = ReleaseWorld.Falke, Field = "leave" })).Fields[0].Basis);
        await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", _app.Rules("dispatcher.fr").ExplainAccessAsync(new() { Name = ReleaseWorld.Falke, Field = "shoe_size" }));
    }

    [Fact]
    public async Task Purpose_StatedForTheSession_OpensWhatIsReleasedForIt()
    {
        var rule = ReleaseWorld.Rule("Member.name", "Member.call_sign");
        rule.Purposes.Add("search and rescue");
        await _app.ReleaseAsync(rule);

        var stated = await _app.MembersFor("dispatcher.fr", "search and rescue").GetMemberAsync(new() { Name = ReleaseWorld.Falke });

        Assert.Equal("Falke 7", stated.CallSign);
        await Refused(StatusCode.NotFound, "MEMBER_NOT_FOUND", Get());
    }

    [Fact]
    public async Task JointWork_TeamIsReservedAndReleased_ShowsAndHides()
    {
        await _app.EnterTeamAsync();
        var before = await HomeOfAsync("members/de-lead-1");
        var team = await _app.Formation().ReserveTeamAsync(Reserve(await _app.ProposeAsync()));
        var during = await HomeOfAsync("members/de-lead-1");
        var seen = await _app.Formation("dispatcher.ma").GetTeamAsync(new() { Name = team.Name });
        await _app.Formation().ReleaseTeamAsync(new() { Name = team.Name });

        Assert.Equal((null, "2 h away", null), (before, during, await HomeOfAsync("members/de-lead-1")));
        Assert.Equal("2 h away", seen.Members.Single(member => member.Member == "members/de-lead-1").Base);
    }

    [Fact]
    public async Task Rules_ServiceIsStartedAgain_Hold()
    {
        using var store = new SqliteTestStore();
        await using (var first = new RosterApp(store))
        {
            await first.EnterFalkeAsync();
            await first.ReleaseAsync("Member.name");
            await first.Rules("commander.de").WithdrawReleaseRuleAsync(new() { Name = "releaseRules/de-forming-with-ma" });
        }

        await using var again = new RosterApp(store);

        Assert.Equal(ReleaseWorld.Falke, (await again.Members("dispatcher.fr").GetMemberAsync(new() { Name = ReleaseWorld.Falke })).Name);
        await Refused(StatusCode.NotFound, "MEMBER_NOT_FOUND", again.Members("dispatcher.ma").GetMemberAsync(new() { Name = ReleaseWorld.Falke }));
    }

    [Fact]
    public async Task Rules_ChangedOnAnotherReplica_HoldOnThisOneAndOnItsOpenStreams()
    {
        using var store = new PostgresTestStore();
        await using var one = new RosterApp(store);
        await using var other = new RosterApp(store);
        await one.EnterFalkeAsync();
        var rule = await one.ReleaseAsync("Member.name", "Member.call_sign");
        await UntilAsync(async () => (await other.Members("dispatcher.fr").ListMembersAsync(new())).Members.Any(member => member.CallSign == "Falke 7"));
        using var watch = other.Members("dispatcher.fr").WatchMembers(new());
        Assert.True(await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        await one.Rules().WithdrawReleaseRuleAsync(new() { Name = rule.Name });
        // The log is followed in its order: whoever hears of this has heard of that.
        await one.ReleaseAsync("Member.name");
        await one.Members().UpdateMemberAsync(new() { Member = new() { Name = ReleaseWorld.Falke, Agency = "Another" } });
        while (watch.ResponseStream.Current.Member?.Agency != "Another" && await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
        }

        Assert.Equal(("", ReleaseWorld.Falke), (watch.ResponseStream.Current.Member!.CallSign, watch.ResponseStream.Current.Member.Name));
    }

    private AsyncUnaryCall<V1.Member> Get() => _app.Members("dispatcher.fr").GetMemberAsync(new() { Name = ReleaseWorld.Falke });

    private async Task<ExplainAccessResponse> ExplainAsync(string field) =>
        await _app.Rules("dispatcher.fr").ExplainAccessAsync(new() { Name = ReleaseWorld.Falke, Field = field });

    private async Task<string?> HomeOfAsync(string member) =>
        (await _app.Members("dispatcher.ma").GetMemberAsync(new() { Name = member })).HomeBase?.DisplayName;

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
