using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using static TaskForce.Roster.Tests.RosterApp;
using static TaskForce.Roster.V1.SupportRequest.Types;
using EventType = TaskForce.Roster.V1.SupportRequestEvent.Types.Type;

namespace TaskForce.Roster.Tests.Support;

public class SupportServiceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WholeLife_TwoNations_HoldsThePeopleFromTheCommitmentUntilTheyAreBack()
    {
        await using var app = new RosterApp(new FakeTimeProvider(Start));
        var member = (await app.EnterAsync(MemberOf("DE", "dog-1", 1, "drug-detection-dog"))).Name;
        var name = await app.OfferedAsync(member);

        Assert.Equal("", await app.HolderAsync(member));
        var committed = await app.Support("commander.ma").CommitSupportAsync(new() { Name = name, Note = "Thank you." });
        Assert.Equal(name, await app.HolderAsync(member));
        await app.Support("dispatcher.ma").ReleaseSupportAsync(new() { Name = name });
        Assert.Equal(name, await app.HolderAsync(member));
        var returned = await app.Support("dispatcher.de").ReturnSupportAsync(new() { Name = name });

        Assert.Equal("", await app.HolderAsync(member));
        Assert.Equal((State.Committed, "MA", Start.AddDays(3)), (committed.State, committed.NextStepNation, committed.NextStepDue.ToDateTimeOffset()));
        Assert.Equal([(State.Requested, "MA", ""), (State.Offered, "DE", "One dog."), (State.Committed, "MA", "Thank you."), (State.Released, "MA", ""), (State.Returned, "DE", "")],
            returned.History.Select(step => (step.State, step.Nation, step.Note)));
    }

    [Fact]
    public async Task CreateSupportRequest_ManyFaults_NamesEveryOne()
    {
        await using var app = new RosterApp(new FakeTimeProvider(Start));
        var faulty = new V1.SupportRequest
        {
            ReceivingNation = "MA",
            GivingNation = "MA",
            Needs = { new Need { Code = "Dogs!", Count = 1 }, new Need { Code = "patrol-boat", Count = 1, MinGrade = 1, Assets = true }, new Need { Code = "liaison" } },
            Period = new() { StartTime = Start.AddDays(-2).ToTimestamp(), EndTime = Start.AddDays(-1).ToTimestamp() },
        };

        var refusal = await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS",
            app.Support("dispatcher.ma").CreateSupportRequestAsync(new() { SupportRequest = faulty, OfferDue = Start.ToTimestamp() }));

        string[] fields =
        [
            "offer_due", "support_request.giving_nation", "support_request.needs[0]", "support_request.needs[1]", "support_request.needs[2]",
            "support_request.period", "support_request.purpose",
        ];
        Assert.Equal(fields, refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task CreateSupportRequest_SentAgainAfterTheOfferIsDue_IsAnsweredAsBefore()
    {
        var clock = new FakeTimeProvider(Start);
        await using var app = new RosterApp(clock);
        var request = new V1.CreateSupportRequestRequest { SupportRequest = Dogs, OfferDue = Start.AddHours(1).ToTimestamp(), RequestId = Guid.NewGuid().ToString() };
        var first = await app.Support("dispatcher.ma").CreateSupportRequestAsync(request);
        clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(first, await app.Support("dispatcher.ma").CreateSupportRequestAsync(request));
    }

    [Fact]
    public async Task CreateSupportRequest_ForAnotherNation_IsDenied()
    {
        await using var app = new RosterApp(new FakeTimeProvider(Start));

        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", app.Support("dispatcher.de").CreateSupportRequestAsync(new() { SupportRequest = Dogs }));
    }

    [Fact]
    public async Task OfferSupport_MissingForeignAndHeldOnes_AreNamedTogether()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var team = await app.Formation().ReserveTeamAsync(Reserve(await app.ProposeAsync()));
        var held = team.Members.First(member => member.Nation == "DE").Member;
        var name = (await app.Support("dispatcher.ma").CreateSupportRequestAsync(new() { SupportRequest = Dogs })).Name;

        var refusal = await Refused(StatusCode.FailedPrecondition, "NOT_OFFERABLE", app.Support("dispatcher.de").OfferSupportAsync(
            new() { Name = name, Resources = { "members/de-unit-3", "assets/nothing", "members/ma-unit-3", held } }));

        Assert.Equal(["assets/nothing does not exist, or is not of DE", "members/ma-unit-3 does not exist, or is not of DE", $"{held} is in {team.Name}"],
            refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Description));
        await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", app.Support("dispatcher.de").OfferSupportAsync(new() { Name = name, Resources = { "teams/team-1" } }));
        await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", app.Support("dispatcher.de").OfferSupportAsync(new() { Name = name }));
    }

    [Fact]
    public async Task OfferSupport_Again_ReplacesTheOfferAndWhatWasOfferedFirstIsNotHeld()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var name = await app.OfferedAsync("members/de-unit-2");

        await app.Support("dispatcher.de").OfferSupportAsync(new() { Name = name, Resources = { "members/de-unit-3", "members/de-unit-3" } });
        var committed = await app.Support("commander.ma").CommitSupportAsync(new() { Name = name });

        Assert.Equal(["members/de-unit-3"], committed.Resources);
        Assert.Equal(("", name), (await app.HolderAsync("members/de-unit-2"), await app.HolderAsync("members/de-unit-3")));
    }

    [Fact]
    public async Task CommitSupport_ATeamTookOneMeanwhile_IsAbortedByNameAndNobodyIsHeld()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var name = await app.OfferedAsync("members/de-lead-1", "members/de-unit-3");
        var team = await app.Formation().ReserveTeamAsync(Reserve(await app.ProposeAsync()));

        var refusal = await Refused(StatusCode.Aborted, "ALREADY_ENGAGED", app.Support("commander.ma").CommitSupportAsync(new() { Name = name }));

        Assert.Contains($"members/de-lead-1 is in {team.Name}", refusal.Status.Detail, StringComparison.Ordinal);
        Assert.Equal("", await app.HolderAsync("members/de-unit-3"));
        Assert.Equal(State.Offered, (await app.Support().GetSupportRequestAsync(new() { Name = name })).State);
    }

    [Fact]
    public async Task CommitSupport_OneWasDeletedMeanwhile_IsRefusedByName()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var name = await app.OfferedAsync("members/de-unit-2", "members/de-unit-3");
        await app.Members().DeleteMemberAsync(new() { Name = "members/de-unit-3" });

        await Refused(StatusCode.FailedPrecondition, "NOT_OFFERABLE", app.Support("commander.ma").CommitSupportAsync(new() { Name = name }));
    }

    [Fact]
    public async Task Committed_MembersAndAssets_CannotBeDeletedNorBeInATeam()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var boat = await app.Assets().CreateAssetAsync(new()
        {
            Asset = new() { Nation = "DE", Agency = "Coast", DisplayName = "Boat 1", Capabilities = { "patrol-boat" }, TravelMode = Type.V1.TravelMode.Boat, Base = Away(1) },
        });
        var best = await app.ProposeAsync();
        var name = await app.OfferedAsync("members/de-lead-1", boat.Name);
        await app.Support("commander.ma").CommitSupportAsync(new() { Name = name });

        var refusal = await Refused(StatusCode.FailedPrecondition, "HELD_FOR_SUPPORT", app.Members().DeleteMemberAsync(new() { Name = "members/de-lead-1" }));
        await Refused(StatusCode.FailedPrecondition, "HELD_FOR_SUPPORT", app.Assets().DeleteAssetAsync(new() { Name = boat.Name }));
        await Refused(StatusCode.Aborted, "ALREADY_ENGAGED", app.Formation().ReserveTeamAsync(Reserve(best)));

        Assert.Contains(name, refusal.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(name, (await app.Assets().GetAssetAsync(new() { Name = boat.Name })).Team);
    }

    [Fact]
    public async Task CommitSupport_AHundredRequestsForTheSamePerson_OneGetsThem()
    {
        await using var app = new RosterApp();
        var member = (await app.EnterAsync(MemberOf("DE", "dog-1", 1))).Name;
        var names = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => app.OfferedAsync(member)));

        var outcomes = await Task.WhenAll(names.Select(async name =>
        {
            try
            {
                return (await app.Support("commander.ma").CommitSupportAsync(new() { Name = name })).Name;
            }
            catch (RpcException loser) when (loser.StatusCode == StatusCode.Aborted)
            {
                return null;
            }
        }));

        Assert.Equal(Assert.Single(outcomes, name => name is not null), await app.HolderAsync(member));
    }

    [Fact]
    public async Task Steps_OutOfTurnStaleOrByOthers_AreRefused()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var name = await app.OfferedAsync("members/de-unit-2");

        await Refused(StatusCode.FailedPrecondition, "SUPPORT_STATE", app.Support("dispatcher.ma").ReleaseSupportAsync(new() { Name = name }));
        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", app.Support("commander.de").CommitSupportAsync(new() { Name = name }));
        await Refused(StatusCode.PermissionDenied, "ROLE_REQUIRED", app.Support("dispatcher.ma").CommitSupportAsync(new() { Name = name }));
        await Refused(StatusCode.Aborted, "STALE_ETAG", app.Support("commander.ma").CommitSupportAsync(new() { Name = name, Etag = "\"1\"" }));
        await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", app.Support("commander.de").DeclineSupportAsync(new() { Name = name, Note = " " }));
        await Refused(StatusCode.NotFound, "SUPPORT_REQUEST_NOT_FOUND", app.Support().GetSupportRequestAsync(new() { Name = "supportRequests/none" }));
        Assert.Equal(State.Declined, (await app.Support("commander.de").DeclineSupportAsync(new() { Name = name, Note = "Needed here." })).State);
    }

    [Fact]
    public async Task Deadlines_NotAnswered_ExpireAndAreSeenByAWatch()
    {
        var clock = new FakeTimeProvider(Start);
        await using var app = new RosterApp(clock);
        var name = (await app.Support("dispatcher.ma").CreateSupportRequestAsync(
            new() { SupportRequest = Dogs, OfferDue = Start.AddMinutes(5).ToTimestamp() })).Name;
        using var watch = app.Support("auditor.de").WatchSupportRequests(new() { Filter = new() { States = { State.Expired } } }, cancellationToken: Cancellation);

        clock.Advance(TimeSpan.FromMinutes(5));

        var change = await NextAsync(watch);
        Assert.Equal((EventType.StepTaken, name, State.Expired, "service:roster"), (change.Type, change.SupportRequest.Name, change.SupportRequest.State, change.Actor));
        Assert.Equal(("", null), (change.SupportRequest.NextStepNation, change.SupportRequest.NextStepDue));
    }

    [Fact]
    public async Task Deadlines_FellDueWhileTheServiceWasDown_AreWorkedOffAtTheStart()
    {
        var directory = Directory.CreateTempSubdirectory("taskforce-test-").FullName;
        string member, name;
        await using (var before = new RosterApp(new FakeTimeProvider(Start), directory))
        {
            member = (await before.EnterAsync(MemberOf("DE", "dog-1", 1))).Name;
            name = await before.OfferedAsync(member);
            await before.Support("commander.ma").CommitSupportAsync(new() { Name = name });
        }

        await using var after = new RosterApp(new FakeTimeProvider(Start.AddDays(10)), directory);
        using var watch = after.Support().WatchSupportRequests(new() { Filter = new() { NextStepNation = "MA", States = { State.Committed } } }, cancellationToken: Cancellation);

        Assert.Equal(EventType.StepTaken, (await NextAsync(watch)).Type);
        var overdue = await NextAsync(watch);
        Assert.Equal((EventType.Overdue, true, "MA"), (overdue.Type, overdue.SupportRequest.Overdue, overdue.SupportRequest.NextStepNation));
        Assert.Equal(name, await after.HolderAsync(member));
        Assert.False((await after.Support("dispatcher.ma").ReleaseSupportAsync(new() { Name = name })).Overdue);
    }

    [Fact]
    public async Task ListSupportRequests_Filter_ByNationStateAndWhoOwesTheNextStep()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var asked = (await app.Support("dispatcher.ma").CreateSupportRequestAsync(new() { SupportRequest = Dogs })).Name;
        var offered = await app.OfferedAsync("members/de-unit-2");

        Assert.Equal([offered, asked], await Names(new() { Nation = "DE" }));
        Assert.Equal([offered], await Names(new() { NextStepNation = "MA" }));
        Assert.Equal([asked], await Names(new() { States = { State.Requested }, NextStepNation = "DE" }));
        Assert.Empty(await Names(new() { Nation = "FR" }));

        async Task<IEnumerable<string>> Names(V1.SupportRequestFilter filter) =>
            (await app.Support("auditor.de").ListSupportRequestsAsync(new() { Filter = filter })).SupportRequests.Select(request => request.Name);
    }

    /// <summary>Morocco asks Germany for dogs, from a day after the start.</summary>
    internal static V1.SupportRequest Dogs => new()
    {
        ReceivingNation = "MA",
        GivingNation = "DE",
        Purpose = "Dogs for the harbour",
        Needs = { new Need { Code = "drug-detection-dog", Count = 1, MinGrade = 3 } },
        Period = new() { StartTime = Start.AddDays(1).ToTimestamp(), EndTime = Start.AddDays(3).ToTimestamp() },
    };

    private static async Task<V1.SupportRequestEvent> NextAsync(AsyncServerStreamingCall<V1.SupportRequestEvent> watch)
    {
        do
        {
            Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        }
        while (watch.ResponseStream.Current.Type == EventType.Heartbeat);

        return watch.ResponseStream.Current;
    }
}

internal static class SupportSteps
{
    /// <summary>A request that these were offered for; returns its name.</summary>
    public static async Task<string> OfferedAsync(this RosterApp app, params IEnumerable<string> resources)
    {
        var request = await app.Support("dispatcher.ma").CreateSupportRequestAsync(new() { SupportRequest = SupportServiceTests.Dogs });
        return (await app.Support("dispatcher.de").OfferSupportAsync(new() { Name = request.Name, Resources = { resources }, Note = "One dog." })).Name;
    }

    /// <summary>The team or request that holds a member; empty if free.</summary>
    public static async Task<string> HolderAsync(this RosterApp app, string member) => (await app.Members("auditor.de").GetMemberAsync(new() { Name = member })).Team;
}
