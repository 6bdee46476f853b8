using Google.Rpc;
using Grpc.Core;
using static TaskForce.Roster.Tests.RosterApp;
using static TaskForce.Roster.V1.Member.Types;

namespace TaskForce.Roster.Tests.Members;

public class MemberServiceTests(RosterApp app) : IClassFixture<RosterApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateMember_Complete_CanBeReadBack()
    {
        var created = await app.Members().CreateMemberAsync(new() { Member = MemberOf("DE", "Falke 07", 3, "maritime-search"), MemberId = "de-falke-07" });

        var read = await app.Members("auditor.de").GetMemberAsync(new() { Name = "members/de-falke-07" });

        Assert.Equal(created, read);
        Assert.Equal(("Falke 07", Duty.OffDuty, "\"1\""), (read.CallSign, read.Duty, read.Etag));
    }

    [Fact]
    public async Task CreateMember_ManyFaults_NamesEveryOne()
    {
        var member = new V1.Member { Nation = "DE", CallSign = new('x', 41), Languages = { "DEU" }, Qualifications = { new V1.Qualification { Skill = "Dog!", Grade = 9 } } };

        var refusal = await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", app.Members().CreateMemberAsync(new() { Member = member }));

        string[] fields = ["member.agency", "member.home_base", "member.call_sign", "member.languages[0]", "member.qualifications[0].skill", "member.qualifications[0].grade"];
        Assert.Equal(fields.Order(), refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field).Order());
    }

    [Fact]
    public async Task CreateMember_OfAnotherNation_IsDenied() => await Refused(StatusCode.PermissionDenied, "OTHER_NATION",
        app.Members("dispatcher.de").CreateMemberAsync(new() { Member = MemberOf("MA", "Atlas 1", 1) }));

    [Fact]
    public async Task CreateMember_TakenIdOrCallSign_IsRefused()
    {
        await app.Members().CreateMemberAsync(new() { Member = MemberOf("DE", "Taken 1", 1), MemberId = "de-taken-1" });

        await Refused(StatusCode.AlreadyExists, "MEMBER_EXISTS", app.Members().CreateMemberAsync(new() { Member = MemberOf("DE", "Taken 2", 1), MemberId = "de-taken-1" }));
        await Refused(StatusCode.AlreadyExists, "CALL_SIGN_TAKEN", app.Members().CreateMemberAsync(new() { Member = MemberOf("DE", "Taken 1", 1) }));
    }

    [Fact]
    public async Task UpdateMember_Mask_ChangesOnlyWhatItNames()
    {
        var member = await app.EnterAsync(MemberOf("DE", "mask-1", 1, "liaison"));

        var updated = await app.Members().UpdateMemberAsync(new()
        {
            Member = new() { Name = member.Name, Etag = member.Etag, Agency = "Other", CallSign = "ignored" },
            UpdateMask = new() { Paths = { "agency" } },
        });

        Assert.Equal(("Other", "mask-1", "liaison"), (updated.Agency, updated.CallSign, Assert.Single(updated.Qualifications).Skill));
        Assert.NotEqual(member.Etag, updated.Etag);
    }

    [Fact]
    public async Task UpdateMember_StaleEtag_IsAborted()
    {
        var member = await app.EnterAsync(MemberOf("DE", "stale-1", 1));
        await app.Members().UpdateMemberAsync(new() { Member = new() { Name = member.Name, Agency = "New" } });

        await Refused(StatusCode.Aborted, "STALE_ETAG", app.Members().UpdateMemberAsync(new() { Member = new() { Name = member.Name, Agency = "Newer", Etag = member.Etag } }));
    }

    [Fact]
    public async Task SetMemberDuty_FieldUnit_SetsItsOwnOnly()
    {
        var own = await app.EnterAsync(MemberOf("DE", "duty-1", 1));
        var other = await app.EnterAsync(MemberOf("DE", "duty-2", 1));

        var changed = await app.Members("field:de-duty-1").SetMemberDutyAsync(new() { Name = own.Name, Duty = Duty.Sick });

        Assert.Equal(Duty.Sick, changed.Duty);
        await Refused(StatusCode.PermissionDenied, "NOT_YOUR_RECORD", app.Members("field:de-duty-1").SetMemberDutyAsync(new() { Name = other.Name, Duty = Duty.Sick }));
    }

    [Fact]
    public async Task GetMember_FieldUnitReadsAnother_IsDenied()
    {
        var other = await app.EnterAsync(MemberOf("DE", "read-1", 1));

        await Refused(StatusCode.PermissionDenied, "NOT_YOUR_RECORD", app.Members("field:de-read-2").GetMemberAsync(new() { Name = other.Name }));
    }

    [Fact]
    public async Task ListMembers_Filter_NarrowsByDutySkillAndLanguage()
    {
        await using var own = new RosterApp();
        await own.EnterAsync(MemberOf("DE", "dog-1", 1, "drug-detection-dog"));
        await own.EnterAsync(MemberOf("DE", "dog-2", 1, "drug-detection-dog"), Duty.Sick);
        var lapsed = MemberOf("DE", "dog-3", 1, "drug-detection-dog");
        lapsed.Qualifications[0].Validity = new() { EndTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Start.AddYears(-9)) };
        await own.EnterAsync(lapsed);
        await own.EnterAsync(MemberOf("MA", "dog-4", 1, "drug-detection-dog"));

        var found = await own.Members().ListMembersAsync(new() { Filter = new() { Nation = "DE", Skill = "drug-detection-dog", Language = "de", Duties = { Duty.OnDuty } } });

        Assert.Equal("dog-1", Assert.Single(found.Members).CallSign);
    }

    [Fact]
    public async Task ListMembers_Pages_ShowEveryMemberOnce()
    {
        await using var own = new RosterApp();
        for (var i = 0; i < 7; i++)
        {
            await own.EnterAsync(MemberOf("MA", $"page-{i}", 1));
        }

        var (seen, token) = (new List<string>(), "");
        do
        {
            var page = await own.Members().ListMembersAsync(new() { PageSize = 3, PageToken = token });
            seen.AddRange(page.Members.Select(member => member.CallSign));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"page-{i}"), seen);
    }

    [Fact]
    public async Task DeleteMember_InALiveTeam_IsRefusedAndAllowedAfterRelease()
    {
        await using var own = new RosterApp();
        await own.EnterTeamAsync();
        var team = await own.Formation().ReserveTeamAsync(Reserve(await own.ProposeAsync()));
        var member = team.Members.First(m => m.Nation == "DE").Member;

        await Refused(StatusCode.FailedPrecondition, "IN_LIVE_TEAM", own.Members().DeleteMemberAsync(new() { Name = member }));
        await own.Formation().ReleaseTeamAsync(new() { Name = team.Name });
        await own.Members().DeleteMemberAsync(new() { Name = member });

        await Refused(StatusCode.NotFound, "MEMBER_NOT_FOUND", own.Members().GetMemberAsync(new() { Name = member }));
    }

    [Fact]
    public async Task WatchMembers_FromACursor_ShowsEveryLaterChangeInOrder()
    {
        await using var own = new RosterApp();
        var first = await own.EnterAsync(MemberOf("DE", "watch-1", 1));
        var cursor = (await own.Members().ListMembersAsync(new())).Sequence;
        using var watch = own.Members().WatchMembers(new() { After = cursor }, cancellationToken: Cancellation);

        await own.Members().SetMemberDutyAsync(new() { Name = first.Name, Duty = Duty.OnCall });
        await own.Members().DeleteMemberAsync(new() { Name = first.Name });

        var changes = await watch.ResponseStream.ReadAllAsync(Cancellation)
            .Where(change => change.Type != V1.MemberEvent.Types.Type.Heartbeat).Take(2).ToListAsync(Cancellation);
        Assert.Equal((V1.MemberEvent.Types.Type.DutyChanged, "dispatcher.de"), (changes[0].Type, changes[0].Actor));
        Assert.Equal((V1.MemberEvent.Types.Type.Deleted, first.Name), (changes[1].Type, changes[1].Member.Name));
    }
}
