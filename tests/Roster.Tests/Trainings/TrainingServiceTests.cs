using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using static TaskForce.Roster.Tests.RosterApp;
using static TaskForce.Roster.V1.Training.Types;

namespace TaskForce.Roster.Tests.Trainings;

public class TrainingServiceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateTraining_Complete_CanBeReadBackByTheOtherNation()
    {
        await using var app = new RosterApp();

        var created = await app.Trainings().CreateTrainingAsync(new() { Training = Boarding(2), TrainingId = "boarding" });

        var seen = await app.Trainings("auditor.ma").GetTrainingAsync(new() { Name = "trainings/boarding" });
        Assert.Equal((created.Title, created.Period, created.Capacity), (seen.Title, seen.Period, seen.Capacity));
        Assert.Equal(created.Qualifications.Select(given => (given.Skill, given.Grade)), seen.Qualifications.Select(given => (given.Skill, given.Grade)));
        Assert.Contains("qualifications.proof", seen.WithheldFields);
        Assert.Equal(created, await app.Trainings("auditor.de").GetTrainingAsync(new() { Name = "trainings/boarding" }));
        Assert.Equal((State.Open, "DE", "\"1\"", 2), (created.State, created.Nation, created.Etag, created.Capacity));
        await Refused(StatusCode.AlreadyExists, "TRAINING_EXISTS", app.Trainings().CreateTrainingAsync(new() { Training = Boarding(2), TrainingId = "boarding" }));
    }

    [Fact]
    public async Task CreateTraining_ManyFaults_NamesEveryOne()
    {
        await using var app = new RosterApp();
        var faulty = new V1.Training
        {
            Nation = "DE",
            Title = new('x', 201),
            Period = new() { StartTime = Start.ToTimestamp() },
            Capacity = -1,
            Qualifications = { new V1.Qualification { Skill = "Dog!", Grade = 6 } },
            QualificationValidity = TimeSpan.FromDays(-1).ToDuration(),
        };

        var refusal = await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", app.Trainings().CreateTrainingAsync(new() { Training = faulty }));

        string[] fields = ["training.capacity", "training.period", "training.qualification_validity", "training.qualifications[0].grade", "training.qualifications[0].skill", "training.title"];
        Assert.Equal(fields, refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Changes_OfAnotherNationsTraining_AreDenied()
    {
        await using var app = new RosterApp();
        var name = (await app.Trainings().CreateTrainingAsync(new() { Training = Boarding(2) })).Name;
        var other = app.Trainings("dispatcher.ma");

        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", other.CreateTrainingAsync(new() { Training = Boarding(2) }));
        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", other.UpdateTrainingAsync(new() { Training = new() { Name = name, Title = "Ours" } }));
        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", other.CancelTrainingAsync(new() { Name = name }));
        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", other.CompleteTrainingAsync(new() { Name = name }));
        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", other.DeleteTrainingAsync(new() { Name = name }));
    }

    [Fact]
    public async Task EnrolMember_OfBothNations_EachByItsOwnOnly()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var name = (await app.Trainings().CreateTrainingAsync(new() { Training = Boarding(2) })).Name;

        await app.Trainings("dispatcher.de").EnrolMemberAsync(new() { Name = name, Member = "members/de-unit-2" });
        var both = await app.Trainings("dispatcher.ma").EnrolMemberAsync(new() { Name = name, Member = "members/ma-unit-2" });

        Assert.Equal([("members/de-unit-2", false), ("members/ma-unit-2", false)], both.Enrolments.Select(enrolment => (enrolment.Member, enrolment.Waiting)));
        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", app.Trainings("dispatcher.de").EnrolMemberAsync(new() { Name = name, Member = "members/ma-unit-3" }));
        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", app.Trainings("dispatcher.de").WithdrawMemberAsync(new() { Name = name, Member = "members/ma-unit-2" }));
        await Refused(StatusCode.NotFound, "MEMBER_NOT_FOUND", app.Trainings("dispatcher.de").EnrolMemberAsync(new() { Name = name, Member = "members/nobody" }));
    }

    [Fact]
    public async Task WithdrawMember_PlacesTaken_TheFirstWaitingOfWhateverNationMovesUp()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var name = await app.EnrolledAsync(Boarding(1), "members/de-unit-2", "members/ma-unit-2", "members/de-unit-3");

        var left = await app.Trainings().WithdrawMemberAsync(new() { Name = name, Member = "members/de-unit-2" });

        Assert.Equal([("members/ma-unit-2", false), ("members/de-unit-3", true)], left.Enrolments.Select(enrolment => (enrolment.Member, enrolment.Waiting)));
    }

    [Fact]
    public async Task EnrolMember_PlaceInAnotherAtThatTime_IsRefusedUntilItIsGivenBack()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var first = await app.EnrolledAsync(Boarding(1), "members/de-unit-2", "members/de-unit-3");
        var second = (await app.Trainings().CreateTrainingAsync(new() { Training = Boarding(5) })).Name;

        await Refused(StatusCode.FailedPrecondition, "IN_OTHER_TRAINING", app.Trainings().EnrolMemberAsync(new() { Name = second, Member = "members/de-unit-2" }));
        await app.Trainings().EnrolMemberAsync(new() { Name = second, Member = "members/de-unit-3" });
        await app.Trainings().CancelTrainingAsync(new() { Name = first });
        await app.Trainings().EnrolMemberAsync(new() { Name = second, Member = "members/de-unit-2" });

        Assert.Equal(2, (await app.Trainings().GetTrainingAsync(new() { Name = second })).Enrolments.Count);
    }

    [Fact]
    public async Task UpdateTraining_Capacity_MovesTheWaitingUpAndNotBelowThePlacesTaken()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var name = await app.EnrolledAsync(Boarding(1), "members/de-unit-2", "members/ma-unit-2", "members/de-unit-3");

        var more = await app.Trainings().UpdateTrainingAsync(new() { Training = new() { Name = name, Capacity = 2 } });

        Assert.Equal([false, false, true], more.Enrolments.Select(enrolment => enrolment.Waiting));
        var refusal = await Refused(StatusCode.FailedPrecondition, "PLACES_TAKEN", app.Trainings().UpdateTrainingAsync(new() { Training = new() { Name = name, Capacity = 1 } }));
        Assert.Contains("2 places taken", refusal.Status.Detail, StringComparison.Ordinal);
        await Refused(StatusCode.Aborted, "STALE_ETAG", app.Trainings().UpdateTrainingAsync(new() { Training = new() { Name = name, Title = "New", Etag = "\"1\"" } }));
    }

    [Fact]
    public async Task CompleteTraining_BothNationsPassed_GetTheQualificationAndEachIsAnEvent()
    {
        await using var app = new RosterApp(new FakeTimeProvider(Start));
        await app.EnterTeamAsync();
        var name = await app.EnrolledAsync(Boarding(3), "members/de-unit-2", "members/ma-unit-2", "members/de-unit-3");
        var cursor = (await app.Members().ListMembersAsync(new())).Sequence;
        using var watch = app.Members("service:tasking").WatchMembers(new() { After = cursor }, cancellationToken: Cancellation);

        var completed = await app.Trainings("commander.de").CompleteTrainingAsync(new() { Name = name, Passed = { "members/de-unit-2", "members/ma-unit-2" } });

        Assert.Equal((State.Completed, "True,True,False"), (completed.State, string.Join(',', completed.Enrolments.Select(enrolment => enrolment.Passed))));
        var changes = await watch.ResponseStream.ReadAllAsync(Cancellation)
            .Where(change => change.Type != V1.MemberEvent.Types.Type.Heartbeat).Take(2).ToListAsync(Cancellation);
        Assert.Equal(["members/de-unit-2", "members/ma-unit-2"], changes.Select(change => change.Member.Name));
        foreach (var change in changes)
        {
            Assert.Equal((V1.MemberEvent.Types.Type.Updated, "commander.de"), (change.Type, change.Actor));
            var issued = Assert.Single(change.Member.Qualifications);
            Assert.Equal(("maritime-search", 3, name, "Boarding at sea, 2030-03-01", Start.AddDays(730)),
                (issued.Skill, issued.Grade, issued.Training, issued.Proof, issued.Validity.EndTime.ToDateTimeOffset()));
        }

        Assert.Empty((await app.Members().GetMemberAsync(new() { Name = "members/de-unit-3" })).Qualifications);
        await Refused(StatusCode.FailedPrecondition, "TRAINING_STATE", app.Trainings().CompleteTrainingAsync(new() { Name = name }));
    }

    [Fact]
    public async Task CompleteTraining_SomebodyHadNoPlace_ChangesNothing()
    {
        await using var app = new RosterApp(new FakeTimeProvider(Start));
        await app.EnterTeamAsync();
        var name = await app.EnrolledAsync(Boarding(1), "members/de-unit-2", "members/ma-unit-2");

        await Refused(StatusCode.FailedPrecondition, "NO_PLACE", app.Trainings().CompleteTrainingAsync(new() { Name = name, Passed = { "members/de-unit-2", "members/ma-unit-2" } }));

        Assert.Equal(State.Open, (await app.Trainings().GetTrainingAsync(new() { Name = name })).State);
        Assert.Empty((await app.Members().GetMemberAsync(new() { Name = "members/de-unit-2" })).Qualifications);
    }

    [Fact]
    public async Task CompleteTraining_BeforeItBegan_IsRefused()
    {
        await using var app = new RosterApp(new FakeTimeProvider(Start.AddSeconds(-1)));
        var name = (await app.Trainings().CreateTrainingAsync(new() { Training = Boarding(1) })).Name;

        await Refused(StatusCode.FailedPrecondition, "TRAINING_NOT_BEGUN", app.Trainings().CompleteTrainingAsync(new() { Name = name }));
    }

    [Fact]
    public async Task UpdateMember_SendsBackAnIssuedQualification_KeepsWhereItIsFromAndForgesNone()
    {
        await using var app = new RosterApp(new FakeTimeProvider(Start));
        await app.EnterTeamAsync();
        var name = await app.EnrolledAsync(Boarding(1), "members/de-unit-2");
        await app.Trainings().CompleteTrainingAsync(new() { Name = name, Passed = { "members/de-unit-2" } });
        var member = await app.Members().GetMemberAsync(new() { Name = "members/de-unit-2" });
        member.Qualifications.Add(new V1.Qualification { Skill = "liaison", Grade = 5, Training = name });

        var updated = await app.Members().UpdateMemberAsync(new() { Member = member, UpdateMask = new() { Paths = { "qualifications" } } });

        Assert.Equal([("maritime-search", name), ("liaison", "")], updated.Qualifications.Select(held => (held.Skill, held.Training)));
    }

    [Fact]
    public async Task DeleteTraining_EnrolledOrHeld_IsRefusedAndCancelledIsNot()
    {
        await using var app = new RosterApp(new FakeTimeProvider(Start));
        await app.EnterTeamAsync();
        var name = await app.EnrolledAsync(Boarding(1), "members/de-unit-2");
        var held = (await app.Trainings().CreateTrainingAsync(new() { Training = Boarding(1) })).Name;
        await app.Trainings().CompleteTrainingAsync(new() { Name = held });

        await Refused(StatusCode.FailedPrecondition, "TRAINING_IN_USE", app.Trainings().DeleteTrainingAsync(new() { Name = name }));
        await Refused(StatusCode.FailedPrecondition, "TRAINING_IN_USE", app.Trainings().DeleteTrainingAsync(new() { Name = held }));
        await app.Trainings().CancelTrainingAsync(new() { Name = name });
        await app.Trainings().DeleteTrainingAsync(new() { Name = name });

        await Refused(StatusCode.NotFound, "TRAINING_NOT_FOUND", app.Trainings().GetTrainingAsync(new() { Name = name }));
    }

    [Fact]
    public async Task DeleteMember_Enrolled_TheNextWaitingMovesUp()
    {
        await using var app = new RosterApp();
        await app.EnterTeamAsync();
        var name = await app.EnrolledAsync(Boarding(1), "members/de-unit-2", "members/ma-unit-2");

        await app.Members().DeleteMemberAsync(new() { Name = "members/de-unit-2" });

        var left = Assert.Single((await app.Trainings().GetTrainingAsync(new() { Name = name })).Enrolments);
        Assert.Equal(("members/ma-unit-2", false), (left.Member, left.Waiting));
    }

    [Fact]
    public async Task ListTrainings_Filter_FindsPlacesWaitingAndStates()
    {
        await using var app = new RosterApp(new FakeTimeProvider(Start));
        await app.EnterTeamAsync();
        var waiting = await app.EnrolledAsync(Boarding(1), "members/de-unit-3", "members/de-unit-2");
        await app.EnrolledAsync(Boarding(1, after: 60), "members/ma-unit-3");
        var held = await app.EnrolledAsync(Boarding(1), "members/de-unit-2");
        await app.Trainings().CompleteTrainingAsync(new() { Name = held });

        var both = await app.Trainings().ListTrainingsAsync(new() { Filter = new() { Member = "members/de-unit-2" } });
        var open = await app.Trainings().ListTrainingsAsync(new() { Filter = new() { Member = "members/de-unit-2", States = { State.Open } } });

        Assert.Equal([waiting, held], both.Trainings.Select(training => training.Name));
        Assert.Equal([waiting], open.Trainings.Select(training => training.Name));
        Assert.Empty((await app.Trainings().ListTrainingsAsync(new() { Filter = new() { Member = "members/de-unit" } })).Trainings);
    }

    [Fact]
    public async Task CountTrainings_AskedByAService_CountsJointOnes()
    {
        await using var app = new RosterApp(new FakeTimeProvider(Start));
        await app.EnterTeamAsync();
        var joint = await app.EnrolledAsync(Boarding(2), "members/de-unit-2", "members/ma-unit-2");
        await app.Trainings().CompleteTrainingAsync(new() { Name = joint, Passed = { "members/ma-unit-2" } });
        await app.Trainings().CompleteTrainingAsync(new() { Name = await app.EnrolledAsync(Boarding(2), "members/de-unit-2") });

        var year = Assert.Single((await app.Trainings("service:tasking").CountTrainingsAsync(new())).Years);

        Assert.Equal((2030, 2, 1, 1), (year.Year_, year.Trainings, year.JointTrainings, year.Passed));
    }

    /// <summary>A course of a week, some days after the start.</summary>
    private static V1.Training Boarding(int capacity, int after = 0) => new()
    {
        Nation = "DE",
        Title = "Boarding at sea",
        Period = new() { StartTime = Start.AddDays(after).ToTimestamp(), EndTime = Start.AddDays(after + 7).ToTimestamp() },
        Capacity = capacity,
        Qualifications = { new V1.Qualification { Skill = "maritime-search", Grade = 3 } },
        QualificationValidity = TimeSpan.FromDays(730).ToDuration(),
    };
}

internal static class TrainingSteps
{
    /// <summary>Creates a training and enrols members, each by its own nation; returns its name.</summary>
    public static async Task<string> EnrolledAsync(this RosterApp app, V1.Training training, params IEnumerable<string> members)
    {
        var name = (await app.Trainings($"dispatcher.{training.Nation}".ToLowerInvariant()).CreateTrainingAsync(new() { Training = training })).Name;
        foreach (var member in members)
        {
            await app.Trainings($"dispatcher.{member.Split('/', '-')[1]}").EnrolMemberAsync(new() { Name = name, Member = member });
        }

        return name;
    }
}
