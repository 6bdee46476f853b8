using System.Collections.Immutable;
using CsCheck;
using TaskForce.Roster.Members;
using TaskForce.Roster.Support;
using static TaskForce.Roster.Support.SupportState;
using static TaskForce.Roster.Tests.RosterApp;

namespace TaskForce.Roster.Tests.Support;

public class SupportRequestTests
{
    private static readonly StepTaker Receiver = new("dispatcher.ma", "MA", "");
    private static readonly StepTaker Giver = new("dispatcher.de", "DE", "");
    private static readonly string[] Nations = ["DE", "MA", "FR", ""];
    private static readonly ImmutableArray<string> One = ["members/de-unit-1"];

    [Fact]
    public void Create_PeriodBeginsWithinADay_AnOfferIsOwedBeforeIt()
    {
        Assert.Equal(Start.AddHours(24), Asked(beginsIn: 48).NextStepDue);
        Assert.Equal(Start.AddHours(6), Asked(beginsIn: 6).NextStepDue);
        Assert.Equal(Start.AddHours(24), Asked(beginsIn: -6).NextStepDue);
        Assert.Equal("DE", Asked(48).NextStepNation());
    }

    [Fact]
    public void WholeLife_EachStep_SaysWhoOwesTheNextAndUntilWhen()
    {
        var asked = Asked(beginsIn: 48);
        var offered = asked.Offer(One, null, Giver, Start.AddHours(1));
        var committed = offered.Commit(Receiver, Start.AddHours(2));
        var released = committed.Release(null, Receiver, Start.AddHours(60));
        var returned = released.Return(Giver, Start.AddHours(90));

        Assert.Equal([("DE", 24.0), ("MA", 25.0), ("MA", 72.0), ("DE", 108.0), ("", null)],
            new[] { asked, offered, committed, released, returned }.Select(step => (step.NextStepNation(), (step.NextStepDue - Start)?.TotalHours)));
        Assert.Equal([Requested, Offered, Committed, Released, Returned], returned.History.Select(step => step.State));
        Assert.Equal(["MA", "DE", "MA", "MA", "DE"], returned.History.Select(step => step.Nation));
    }

    [Fact]
    public void Lapse_NotAnswered_Expires()
    {
        var lapsed = Asked(beginsIn: 48).Lapse(Start.AddHours(24));

        Assert.Equal((Expired, "", null), (lapsed.State, lapsed.NextStepNation(), lapsed.NextStepDue));
        Assert.Equal(("service:roster", ""), (lapsed.History[^1].Actor, lapsed.History[^1].Nation));
    }

    [Fact]
    public void Lapse_CommittedTooLong_IsMarkedOnceAndTheStepCanStillBeTaken()
    {
        var committed = Asked(beginsIn: 48).Offer(One, null, Giver, Start).Commit(Receiver, Start);

        var overdue = committed.Lapse(Start.AddHours(72));

        Assert.Equal((Committed, true), (overdue.State, overdue.Overdue));
        Assert.Same(overdue, overdue.Lapse(Start.AddHours(80)));
        Assert.Equal((Released, false), overdue.Release(null, Receiver, Start.AddHours(80)) is var released ? (released.State, released.Overdue) : default);
    }

    [Fact]
    public void Step_AfterItWasOwed_IsRefusedWhetherOrNotItHasExpired() =>
        Assert.Equal("SUPPORT_EXPIRED", Assert.Throws<DomainException>(() => Asked(48).Offer(One, null, Giver, Start.AddHours(24))).Reason);

    [Fact]
    public void Step_OfTheOtherNationOrAThird_IsDenied()
    {
        var asked = Asked(beginsIn: 48);

        Assert.Equal(Fault.Denied, Assert.Throws<DomainException>(() => asked.Offer(One, null, Receiver, Start)).Fault);
        Assert.Equal(Fault.Denied, Assert.Throws<DomainException>(() => asked.Cancel(Giver, Start)).Fault);
        Assert.Equal(Fault.Denied, Assert.Throws<DomainException>(() => asked.Decline(Giver with { Nation = "FR" }, Start)).Fault);
    }

    [Fact]
    public void AnySteps_OfAnyNationAtAnyTime_KeepTheLaws() =>
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 3].Select(i => Nations[i]), Gen.Double[0, 30]).Array[1, 25].Sample(steps =>
        {
            var (request, now) = (Asked(beginsIn: 48), Start);
            foreach (var (step, nation, hours) in steps)
            {
                now = now.AddHours(hours);
                var next = Try(request, step, new("somebody", nation, ""), now);
                if (!Holds(request, next, nation, now))
                {
                    return false;
                }

                request = next;
            }

            return true;
        });

    // What every step keeps, whatever it was.
    private static bool Holds(SupportRequest before, SupportRequest after, string nation, DateTimeOffset now)
    {
        var ended = after.State is Returned or Declined or Cancelled or Expired;
        var giver = after.State is Offered or Declined or Returned;
        var took = after.History.Length > before.History.Length;
        return after.History[^1].State == after.State
            && ended == (after.NextStepNation().Length == 0) && ended == (after.NextStepDue is null)
            && (before.NextStepNation().Length > 0 || ReferenceEquals(before, after))
            && (!took || (after.History.Length == before.History.Length + 1 && after.UpdateTime == now && (after.State == Expired || nation == (giver ? "DE" : "MA"))))
            && (!after.Holds() || after.Resources == One)
            && (!after.Holds() || before.Holds() || (before.State == Offered && before.NextStepDue > now))
            && (before.Holds() == after.Holds() || after.State is Committed or Returned);
    }

    private static SupportRequest Try(SupportRequest request, int step, StepTaker by, DateTimeOffset now)
    {
        try
        {
            return step switch
            {
                0 => request.Offer(One, null, by, now),
                1 => request.Decline(by, now),
                2 => request.Commit(by, now),
                3 => request.Release(null, by, now),
                4 => request.Return(by, now),
                5 => request.Cancel(by, now),
                _ => request.Lapse(now),
            };
        }
        catch (DomainException)
        {
            return request;
        }
    }

    private static SupportRequest Asked(double beginsIn) => SupportRequest.Create(
        new("dogs"), new("MA", "DE", "Dogs for the harbour", new Period(Start.AddHours(beginsIn), Start.AddHours(72))), null, Receiver, Start);
}
