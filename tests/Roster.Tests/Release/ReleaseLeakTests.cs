using Grpc.Core;
using static TaskForce.Roster.Tests.RosterApp;
using Duty = TaskForce.Roster.V1.Member.Types.Duty;
using EventType = TaskForce.Roster.V1.MemberEvent.Types.Type;

namespace TaskForce.Roster.Tests.Release;

/// <summary>Tries to learn what is hidden by other ways than the field itself.</summary>
public sealed class ReleaseLeakTests : IAsyncLifetime
{
    private const string Nobody = "members/de-nobody-1";

    private readonly RosterApp _app = new();

    public async ValueTask InitializeAsync()
    {
        await _app.EnterFalkeAsync();
        await _app.EnterAsync(MemberOf("FR", "Faucon 1", 1), id: "fr-faucon-01");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task HiddenMember_AskedForByEveryMethod_IsRefusedInTheWordsForOneThatDoesNotExist()
    {
        var rules = _app.Rules("dispatcher.fr");
        Func<string, AsyncUnaryCall<Google.Protobuf.WellKnownTypes.Empty>> delete = name => Members.DeleteMemberAsync(new() { Name = name });
        var asked = new Dictionary<string, Func<string, Task>>
        {
            ["GetMember"] = async name => await Members.GetMemberAsync(new() { Name = name }),
            ["UpdateMember"] = async name => await Members.UpdateMemberAsync(new() { Member = new() { Name = name, Agency = "Mine" } }),
            ["DeleteMember"] = async name => await delete(name),
            ["SetMemberDuty"] = async name => await Members.SetMemberDutyAsync(new() { Name = name, Duty = Duty.OnCall }),
            ["GetDutyOutlook"] = async name => await Members.GetDutyOutlookAsync(new() { Name = name }),
            ["RecordDuty"] = async name => await Members.RecordDutyAsync(new() { Name = name, Period = Hour() }),
            ["InviteDevice"] = async name => await _app.Devices("dispatcher.fr").InviteDeviceAsync(new() { Member = name }),
            ["ExplainAccess"] = async name => await rules.ExplainAccessAsync(new() { Name = name }),
            ["ExplainMember"] = async name => await _app.Formation("dispatcher.fr").ExplainMemberAsync(new() { Member = name, Requirement = Requirement }),
        };

        foreach (var (method, ask) in asked)
        {
            var hidden = await Assert.ThrowsAsync<RpcException>(() => ask(ReleaseWorld.Falke));
            var missing = await Assert.ThrowsAsync<RpcException>(() => ask(Nobody));

            Assert.Equal((method, StatusCode.NotFound), (method, hidden.StatusCode));
            Assert.Equal((method, missing.Status.Detail.Replace(Nobody, ReleaseWorld.Falke, StringComparison.Ordinal)), (method, hidden.Status.Detail));
        }
    }

    [Fact]
    public async Task HiddenMember_EnrolledByAnother_IsRefusedAsIfItWereNotThere()
    {
        var training = (await _app.Trainings("dispatcher.fr").CreateTrainingAsync(new()
        {
            Training = new() { Nation = "FR", Title = "Boats", Period = Hour(2), Capacity = 5 },
        })).Name;

        var hidden = await Refused(StatusCode.NotFound, "MEMBER_NOT_FOUND", _app.Trainings("dispatcher.fr").EnrolMemberAsync(new() { Name = training, Member = ReleaseWorld.Falke }));

        Assert.DoesNotContain("DE", hidden.Status.Detail.Replace("de-falke", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HiddenMember_InATraining_IsNotNamedThereAndNotFoundByIt()
    {
        var training = (await _app.Trainings("dispatcher.fr").CreateTrainingAsync(new()
        {
            Training = new() { Nation = "FR", Title = "Boats", Period = Hour(2), Capacity = 5 },
        })).Name;
        await _app.Trainings().EnrolMemberAsync(new() { Name = training, Member = ReleaseWorld.Falke });

        var seen = await _app.Trainings("dispatcher.fr").GetTrainingAsync(new() { Name = training });

        Assert.Equal(("", "DE"), (Assert.Single(seen.Enrolments).Member, seen.Enrolments[0].Nation));
        Assert.Empty((await _app.Trainings("dispatcher.fr").ListTrainingsAsync(new() { Filter = new() { Member = ReleaseWorld.Falke } })).Trainings);
        Assert.Single((await _app.Trainings().ListTrainingsAsync(new() { Filter = new() { Member = ReleaseWorld.Falke } })).Trainings);
    }

    [Fact]
    public async Task HiddenMembers_CountedByPages_LeaveNoGap()
    {
        for (var i = 0; i < 5; i++)
        {
            await _app.EnterAsync(MemberOf("DE", $"Unit {i}", 1), id: $"de-unit-{i}");
            await _app.EnterAsync(MemberOf("FR", $"Faucon {i + 2}", 1), id: $"fr-faucon-{i + 2}");
        }

        var pages = await _app.PagesAsync("dispatcher.fr", new(), 2);

        Assert.Equal([2, 2, 2], pages.Select(page => page.Count));
        Assert.All(pages.SelectMany(page => page), name => Assert.StartsWith("members/fr-", name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Filters_ByWhatIsHidden_FindNothing()
    {
        await _app.ReleaseAsync("Member.name");
        V1.MemberFilter[] guesses = [new() { Language = "de" }, new() { Skill = "medic" }, new() { Duties = { Duty.OnDuty } }, new() { Duties = { Duty.Unspecified } }];

        foreach (var guess in guesses)
        {
            Assert.DoesNotContain(ReleaseWorld.Falke, await _app.FindAsync("dispatcher.fr", guess));
        }

        Assert.Contains(ReleaseWorld.Falke, await _app.FindAsync("dispatcher.fr", new() { Nation = "DE" }));
        Assert.Equal([ReleaseWorld.Falke], await _app.FindAsync("dispatcher.de", new() { Skill = "medic", Nation = "DE", Language = "de", Duties = { Duty.OnDuty } }));
        await _app.ReleaseAsync("Member.languages", "Member.duty", "Member.qualifications");
        Assert.Equal([ReleaseWorld.Falke], await _app.FindAsync("dispatcher.fr", new() { Skill = "medic", Nation = "DE", Language = "de", Duties = { Duty.OnDuty } }));
    }

    [Fact]
    public async Task Filter_ByASkillWhoseValidityIsHidden_DoesNotTellWhetherItHasLapsed()
    {
        await _app.ReleaseAsync("Member.name", "Member.qualifications");
        var lapsed = MemberOf("DE", "Unit 1", 1, "medic");
        lapsed.Qualifications[0].Validity = new() { EndTime = new() { Seconds = 1 } };
        await _app.EnterAsync(lapsed, id: "de-unit-01");

        Assert.Equal([ReleaseWorld.Falke, "members/de-unit-01"], await _app.FindAsync("dispatcher.fr", new() { Skill = "medic" }));
        Assert.Equal([ReleaseWorld.Falke], await _app.FindAsync("dispatcher.de", new() { Skill = "medic" }));
    }

    [Fact]
    public async Task Filter_ByBeingSick_FindsOnlyOnesOwn()
    {
        await _app.ReleaseAsync("Member.name", "Member.duty");
        await _app.Members().SetMemberDutyAsync(new() { Name = ReleaseWorld.Falke, Duty = Duty.Sick });

        Assert.Empty(await _app.FindAsync("dispatcher.fr", new() { Duties = { Duty.Sick } }));
        Assert.Equal([ReleaseWorld.Falke], await _app.FindAsync("dispatcher.fr", new() { Duties = { Duty.OffDuty } }));
        Assert.Equal([ReleaseWorld.Falke], await _app.FindAsync("dispatcher.de", new() { Duties = { Duty.Sick } }));
        Assert.Equal(Duty.OffDuty, (await Members.GetMemberAsync(new() { Name = ReleaseWorld.Falke })).Duty);
    }

    [Fact]
    public async Task Filter_ByACapabilityThatIsHidden_FindsNothing()
    {
        await _app.Assets().CreateAssetAsync(new()
        {
            AssetId = "de-boat-01",
            Asset = new() { Nation = "DE", Agency = "Police", DisplayName = "Boat", Capabilities = { "patrol-boat" }, TravelMode = Type.V1.TravelMode.Boat, Base = Away(1) },
        });

        Assert.Empty((await _app.Assets("dispatcher.fr").ListAssetsAsync(new() { Filter = new() { Capability = "patrol-boat" } })).Assets);
        Assert.Empty(Assert.Single((await _app.Assets("dispatcher.fr").ListAssetsAsync(new())).Assets).Capabilities);
    }

    [Fact]
    public async Task ListExpiringQualifications_ValidityIsHidden_ListsNothing()
    {
        await _app.ReleaseAsync("Member.name", "Member.qualifications");

        Assert.Empty((await Members.ListExpiringQualificationsAsync(new() { WithinDays = 3650 })).Qualifications);
        await _app.ReleaseAsync("Qualification.validity");
        Assert.Equal("", Assert.Single((await Members.ListExpiringQualificationsAsync(new() { WithinDays = 3650 })).Qualifications).CallSign);
    }

    [Fact]
    public async Task WatchMembers_OnlySomethingHiddenChanged_IsNotTold()
    {
        await _app.ReleaseAsync("Member.name");
        using var watch = Members.WatchMembers(new() { Filter = new() { Nation = "DE" } });

        await _app.Members().SetMemberDutyAsync(new() { Name = ReleaseWorld.Falke, Duty = Duty.OnCall });
        await _app.Members().UpdateMemberAsync(new() { Member = new() { Name = ReleaseWorld.Falke, Agency = "Another" } });

        var told = new List<EventType>();
        while (!told.Contains(EventType.Updated) && await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            told.Add(watch.ResponseStream.Current.Type);
        }

        Assert.Equal([EventType.Created, EventType.Updated], told.Where(type => type != EventType.Heartbeat));
    }

    [Fact]
    public async Task OfferSupport_NamesOthersMembers_IsRefusedTheSameAsForNobody()
    {
        var request = (await _app.Support("dispatcher.de").CreateSupportRequestAsync(new()
        {
            SupportRequest = new() { ReceivingNation = "DE", GivingNation = "FR", Purpose = "Dogs", Needs = { new V1.SupportRequest.Types.Need { Code = "dog", Count = 1 } }, Period = Hour(1) },
        })).Name;

        var refusal = await Refused(StatusCode.FailedPrecondition, "NOT_OFFERABLE",
            _app.Support("dispatcher.fr").OfferSupportAsync(new() { Name = request, Resources = { ReleaseWorld.Falke, Nobody } }));

        Assert.Equal($"{ReleaseWorld.Falke} does not exist, or is not of FR; {Nobody} does not exist, or is not of FR.", refusal.Status.Detail);
    }

    private V1.MemberService.MemberServiceClient Members => _app.Members("dispatcher.fr");

    private static Google.Type.Interval Hour(int fromNow = -2)
    {
        var start = TimeProvider.System.GetUtcNow().AddHours(fromNow).ToUnixTimeSeconds();
        return new() { StartTime = new() { Seconds = start }, EndTime = new() { Seconds = start + 3600 } };
    }
}
