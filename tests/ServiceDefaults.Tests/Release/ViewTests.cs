using TaskForce.ServiceDefaults.Release;
using TaskForce.Type.V1;
using Duty = TaskForce.Roster.V1.Member.Types.Duty;

namespace TaskForce.ServiceDefaults.Tests.Release;

public sealed class ViewTests
{
    private readonly ReleaseWorld _world = new();

    [Fact]
    public void Of_NoRule_IsWhatIsOpenAndListsTheRestWhetherItHeldAnythingOrNot()
    {
        var seen = _world.ViewOf("MA").Of(ReleaseWorld.Falke);
        var empty = _world.ViewOf("MA").Of(new Roster.V1.Member { Name = "members/de-other-01", Nation = "DE" });

        Assert.Equal(("", "DE", "Federal Police", ""), (seen.Name, seen.Nation, seen.Agency, seen.CallSign));
        Assert.Empty(seen.Qualifications);
        Assert.Contains("home_base", seen.WithheldFields);
        Assert.Contains("leave", seen.WithheldFields);
        Assert.Equal(empty.WithheldFields, seen.WithheldFields);
    }

    [Fact]
    public void Of_Released_ShowsThatAndNoMoreAndLeavesTheMessageAsItWas()
    {
        _world.Release("Member.name", "Member.languages");
        var member = ReleaseWorld.Falke;

        var seen = _world.ViewOf("MA").Of(member);

        Assert.Equal(("members/de-falke-07", ""), (seen.Name, seen.CallSign));
        Assert.Equal(["de", "fr"], seen.Languages);
        Assert.DoesNotContain("languages", seen.WithheldFields);
        Assert.Equal(ReleaseWorld.Falke, member);
    }

    [Fact]
    public void Of_OwnNationOrService_IsTheMessageItself()
    {
        var member = ReleaseWorld.Falke;

        Assert.Same(member, _world.ViewOf("DE").Of(member));
        Assert.Same(member, _world.Book.ViewOf(new("service:tasking", "", [Role.Service], "")).Of(member));
    }

    [Fact]
    public void Of_CallerWithoutANation_SeesWhatIsOpen() => Assert.Empty(_world.Book.ViewOf(new("auditor", "", [Role.Auditor], "")).Of(ReleaseWorld.Falke).CallSign);

    [Fact]
    public void Of_PartOfAMessage_FollowsTheOwnerAroundItAndIsListedByItsPath()
    {
        _world.Release("Member.qualifications");

        var seen = _world.ViewOf("MA").Of(ReleaseWorld.Falke);

        var held = Assert.Single(seen.Qualifications);
        Assert.Equal(("medic", 3, ""), (held.Skill, held.Grade, held.Proof));
        Assert.Contains("qualifications.proof", seen.WithheldFields);
        Assert.DoesNotContain("qualifications", seen.WithheldFields);
    }

    [Fact]
    public void Of_SameDatumInAnotherMessage_IsSeenThereToo()
    {
        _world.Release("Member.name", "Member.call_sign");
        var team = new Roster.V1.Team
        {
            Name = "teams/first",
            Members = { Part("members/de-falke-07", "DE"), Part("members/ma-atlas-01", "MA") },
        };

        var seen = _world.ViewOf("MA").Of(team);

        Assert.Equal(["On the air", "On the air"], seen.Members.Select(member => member.CallSign));
        Assert.Equal(["", "At home"], seen.Members.Select(member => member.Base));
        Assert.Contains("base", seen.Members[0].WithheldFields);
        Assert.Empty(seen.Members[1].WithheldFields);
        Assert.Equal("At home", team.Members[0].Base);
    }

    [Fact]
    public void Of_FieldWithOwnersBesideIt_IsWithheldUnlessEachReleasesIt()
    {
        var proposal = new Roster.V1.TeamProposal { StrippedBases = { "Lörrach", "Tanger" }, StrippedBaseNations = { "DE", "MA" } };

        var before = _world.ViewOf("MA").Of(proposal);
        _world.Release("Member.home_base");

        Assert.Empty(before.StrippedBases);
        Assert.Equal(["stripped_bases"], before.WithheldFields);
        Assert.Same(proposal, _world.ViewOf("MA").Of(proposal));
    }

    [Fact]
    public void Of_JointRecord_IsWholeForEachPartyAndForOthersWhatAllRelease()
    {
        var request = new Roster.V1.SupportRequest { Name = "supportRequests/dogs", ReceivingNation = "FR", GivingNation = "DE", Purpose = "Dogs", Overdue = true };
        _world.Release("SupportRequest.purpose");

        Assert.Same(request, _world.ViewOf("FR").Of(request));
        Assert.Same(request, _world.ViewOf("DE").Of(request));
        Assert.Empty(_world.ViewOf("MA").Of(request).Purpose);
        Assert.True(_world.ViewOf("MA").Of(request).Overdue);

        _world.Release(terms => new("FR", "MA") { Fields = terms.Fields }, "SupportRequest.purpose");

        Assert.Equal("Dogs", _world.ViewOf("MA").Of(request).Purpose);
    }

    [Fact]
    public void Of_RecordOfSeveralNations_IsWholeForEachOfThemButForWhatIsAnothers()
    {
        var alert = Alarm("DE");

        var seen = _world.ViewOf("MA").Of(alert);

        Assert.Equal(("Silent.", "", "", ""), (seen.Message, seen.Member, seen.CallSign, seen.Subject));
        Assert.Equal(["subject", "member", "call_sign"], seen.WithheldFields);
        Assert.Same(alert, _world.ViewOf("DE").Of(alert));
    }

    [Fact]
    public void Of_RecordOfSeveralNations_IsForOthersWhatAllOfThemRelease()
    {
        _world.Release(terms => new("DE", "FR") { Fields = terms.Fields }, "Alert.message", "Member.call_sign");

        var seen = _world.ViewOf("FR").Of(Alarm("DE"));
        _world.Release(terms => new("MA", "FR") { Fields = terms.Fields }, "Alert.message");

        Assert.Equal(("", "Falke 7"), (seen.Message, seen.CallSign));
        Assert.Equal(("Silent.", "Falke 7"), (_world.ViewOf("FR").Of(Alarm("DE")).Message, _world.ViewOf("FR").Of(Alarm("DE")).CallSign));
    }

    [Fact]
    public void Of_FieldThatTellsSeveral_IsSeenByWhoeverSeesAllOfThem()
    {
        var key = new Tasking.V1.Mission.Types.Approval { Nation = "DE", Content = "[\"members/de-falke-07\",\"Falke 7\"]", ContentNations = { "DE", "MA" } };
        _world.Release("Member.name", "Member.call_sign");

        var seen = _world.ViewOf("MA").Of(key);
        _world.Release("RuleBreach.rule");

        Assert.Equal(("", ["content"]), (seen.Content, seen.WithheldFields));
        Assert.Same(key, _world.ViewOf("MA").Of(key));
    }

    [Fact]
    public void Of_FieldWithoutOwnersBesideIt_IsAsTheRestOfTheMessage()
    {
        var help = Alarm();

        Assert.Same(help, _world.ViewOf("MA").Of(help));
        Assert.Equal(("", ""), (_world.ViewOf("FR").Of(help).Member, _world.ViewOf("FR").Of(help).CallSign));
    }

    [Fact]
    public void Of_FieldWithOwnersBesideIt_FollowsTheJointWorkOfItsRecord()
    {
        _world.Release(terms => terms with { JointWorkOnly = true }, "Member.name", "Member.call_sign");
        var before = _world.ViewOf("MA").Of(Alarm("DE"));

        _world.JointWork.Set("missions/tiger", ["members/de-falke-07"], ["DE", "MA"]);

        Assert.Equal("", before.CallSign);
        Assert.Equal("Falke 7", _world.ViewOf("MA").Of(Alarm("DE")).CallSign);
    }

    [Theory]
    [InlineData(Duty.Sick, Duty.OffDuty, true)]
    [InlineData(Duty.OffDuty, Duty.OffDuty, true)]
    [InlineData(Duty.OnDuty, Duty.OnDuty, false)]
    public void Of_Sick_IsShownAsOffDutyWhateverIsReleased(Duty duty, Duty shown, bool isMarked)
    {
        _world.Release("Member.name", "Member.duty");
        var member = ReleaseWorld.Falke;
        member.Duty = duty;

        var seen = _world.ViewOf("MA").Of(member);

        Assert.Equal((shown, isMarked), (seen.Duty, seen.WithheldFields.Contains("duty")));
        Assert.Equal(duty, _world.ViewOf("DE").Of(member).Duty);
    }

    [Fact]
    public void Of_WhatItMade_IsTheSame()
    {
        _world.Release("Member.duty");
        var seen = _world.ViewOf("MA").Of(ReleaseWorld.Falke);

        Assert.Equal(seen, _world.ViewOf("MA").Of(seen));
    }

    [Fact]
    public void Of_OwnerThatNobodyNamed_IsClosed() => Assert.Empty(_world.ViewOf("MA").Of(new Roster.V1.Member { Name = "members/lost-01", CallSign = "Lost" }).CallSign);

    [Fact]
    public void Of_HeartbeatOfAWatch_IsNobodys()
    {
        var heartbeat = new Roster.V1.MemberEvent { Type = Roster.V1.MemberEvent.Types.Type.Heartbeat, Sequence = 7 };

        Assert.Same(heartbeat, _world.ViewOf("MA").Of(heartbeat));
    }

    private static Tasking.V1.Alert Alarm(params string[] memberNations) => new()
    {
        Name = "alerts/silent",
        Nations = { "DE", "MA" },
        Message = "Silent.",
        Subject = "missions/tiger/orders/de-falke-07",
        Member = "members/de-falke-07",
        CallSign = "Falke 7",
        MemberNations = { memberNations },
    };

    private static Roster.V1.TeamMember Part(string member, string nation) => new() { Member = member, Nation = nation, CallSign = "On the air", Base = "At home" };
}
