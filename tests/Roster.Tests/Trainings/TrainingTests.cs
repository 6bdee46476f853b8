using System.Collections.Immutable;
using TaskForce.Roster.Members;
using TaskForce.Roster.Trainings;
using static TaskForce.Roster.Tests.RosterApp;

namespace TaskForce.Roster.Tests.Trainings;

public class TrainingTests
{
    private static readonly IReadOnlySet<string> Nobody = new HashSet<string>();
    private static readonly Period Week = new(Start, Start.AddDays(7));

    [Fact]
    public void Enrol_MoreThanThePlaces_WaitInTheOrderTheyCame()
    {
        var training = Of(capacity: 2, "a", "b", "c", "d");

        Assert.Equal([("a", false), ("b", false), ("c", true), ("d", true)], Seats(training));
    }

    [Fact]
    public void Withdraw_OneWithAPlace_MovesTheFirstWaitingUp()
    {
        var training = Of(capacity: 2, "a", "b", "c", "d").Withdraw("a", Nobody, Start);

        Assert.Equal([("b", false), ("c", false), ("d", true)], Seats(training));
    }

    [Fact]
    public void Withdraw_TheFirstWaitingIsElsewhere_TheNextMovesUpAndTheFirstWaitsOn()
    {
        var training = Of(capacity: 2, "a", "b", "c", "d").Withdraw("a", new HashSet<string> { "c" }, Start);

        Assert.Equal([("b", false), ("c", true), ("d", false)], Seats(training));
    }

    [Fact]
    public void Enrol_SomebodyWaitedForAFreePlaceFromElsewhere_GetsItFirst()
    {
        var held = Of(capacity: 1, "a", "b").Withdraw("a", new HashSet<string> { "b" }, Start);

        var training = held.Enrol("c", "DE", Nobody, Start);

        Assert.Equal([("b", false), ("c", true)], Seats(training));
    }

    [Fact]
    public void Enrol_Twice_KeepsThePlace()
    {
        var training = Of(capacity: 1, "a", "b");

        Assert.Same(training, training.Enrol("b", "DE", Nobody, Start));
    }

    [Fact]
    public void Enrol_InAnotherTrainingThen_IsRefused() =>
        Assert.Equal("IN_OTHER_TRAINING", Refused(() => Of(capacity: 2).Enrol("a", "DE", new HashSet<string> { "a" }, Start)));

    [Fact]
    public void Change_MoreCapacity_MovesThoseWhoWaitUp()
    {
        var training = Of(capacity: 1, "a", "b", "c");

        Assert.Equal([("a", false), ("b", false), ("c", true)], Seats(training.Change(training.Plan with { Capacity = 2 }, Nobody, Start)));
    }

    [Fact]
    public void Change_LessCapacityThanPlacesTaken_IsRefusedAndLessIsFineAboveThem()
    {
        var training = Of(capacity: 5, "a", "b");

        Assert.Equal("PLACES_TAKEN", Refused(() => training.Change(training.Plan with { Capacity = 1 }, Nobody, Start)));
        Assert.Equal(2, training.Change(training.Plan with { Capacity = 2 }, Nobody, Start).Plan.Capacity);
    }

    [Fact]
    public void Change_ToATimeWhenSomebodyIsElsewhere_IsRefused()
    {
        var training = Of(capacity: 5, "a", "b");

        Assert.Equal("IN_OTHER_TRAINING", Refused(() => training.Change(training.Plan, new HashSet<string> { "b" }, Start)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnyChange_OfATrainingThatIsOver_IsRefused(bool held)
    {
        var training = Of(capacity: 1, "a", "b") is var open && held ? open.Complete(Nobody, Start) : open.Cancel(Start);

        Assert.Equal("TRAINING_STATE", Refused(() => training.Enrol("c", "DE", Nobody, Start)));
        Assert.Equal("TRAINING_STATE", Refused(() => training.Withdraw("a", Nobody, Start)));
        Assert.Equal("TRAINING_STATE", Refused(() => training.Change(training.Plan, Nobody, Start)));
        Assert.Equal("TRAINING_STATE", Refused(() => training.Complete(Nobody, Start)));
    }

    [Fact]
    public void Complete_Passed_AreMarkedAndOnlyThey()
    {
        var training = Of(capacity: 2, "a", "b", "c").Complete(new HashSet<string> { "b" }, Start);

        Assert.Equal((TrainingState.Completed, "b"), (training.State, Assert.Single(training.Enrolments, enrolment => enrolment.Passed).Member));
    }

    [Fact]
    public void Complete_BeforeItBegan_IsRefused() =>
        Assert.Equal("TRAINING_NOT_BEGUN", Refused(() => Of(capacity: 2, "a").Complete(Nobody, Start.AddTicks(-1))));

    [Fact]
    public void Complete_OneWhoWaitedPassed_IsRefusedByName()
    {
        var refusal = Assert.Throws<DomainException>(() => Of(capacity: 1, "a", "b").Complete(new HashSet<string> { "a", "b", "z" }, Start));

        Assert.Equal("NO_PLACE", refusal.Reason);
        Assert.StartsWith("b, z had no place", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancel_Completed_IsRefusedAndCancelledStays()
    {
        var training = Of(capacity: 1, "a");
        var cancelled = training.Cancel(Start);

        Assert.Same(cancelled, cancelled.Cancel(Start));
        Assert.Equal("TRAINING_STATE", Refused(() => training.Complete(Nobody, Start).Cancel(Start)));
    }

    [Fact]
    public void Issue_WithoutProof_TheTitleAndTheDayAreTheProof()
    {
        var training = Of(capacity: 1);
        var long200 = training with { Plan = training.Plan with { Title = new('x', 200) } };

        var issued = Assert.Single(training.Issue(Start));

        Assert.Equal(("Boarding, 2030-03-01", "trainings/boarding", Start, Start.AddDays(365)), (issued.Proof, issued.Training, issued.Validity.From, issued.Validity.Until));
        Assert.Equal(200, Assert.Single(long200.Issue(Start)).Proof.Length);
    }

    [Fact]
    public void Count_CompletedOfTwoYears_JointAreThoseOfTwoNationsWithAPlace()
    {
        var joint = Of(capacity: 2).Enrol("a", "DE", Nobody, Start).Enrol("b", "MA", Nobody, Start).Complete(new HashSet<string> { "a", "b" }, Start);
        var alone = Of(capacity: 1).Enrol("a", "DE", Nobody, Start).Enrol("b", "MA", Nobody, Start).Complete(new HashSet<string> { "a" }, Start);
        var earlier = joint with { Plan = joint.Plan with { Period = new(Start.AddYears(-1), Start.AddYears(-1).AddDays(1)) } };

        var years = TrainingYears.Count([joint, alone, earlier]);

        Assert.Equal([(2029, 1, 1, 2), (2030, 2, 1, 3)], years.Select(year => (year.Year_, year.Trainings, year.JointTrainings, year.Passed)));
    }

    private static Training Of(int capacity, params IEnumerable<string> members) => members.Aggregate(
        Training.Create(new("boarding"), "DE", new("Boarding", null, Week, capacity)
        {
            Qualifications = [new("maritime-search", 3, new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue))],
            QualificationValidity = TimeSpan.FromDays(365),
        }, Start),
        (training, member) => training.Enrol(member, "DE", Nobody, Start));

    private static ImmutableArray<(string Member, bool Waiting)> Seats(Training training) =>
        [.. training.Enrolments.Select(enrolment => (enrolment.Member, enrolment.Waiting))];

    private static string Refused(Action change) => Assert.Throws<DomainException>(change).Reason;
}
