using CsCheck;
using TaskForce.Roster.DutyTime;
using TaskForce.Roster.Members;
using static TaskForce.Roster.Tests.DutyTime.DutySamples;

namespace TaskForce.Roster.Tests.DutyTime;

public class DutyRuleTests
{
    [Fact]
    public void Judge_AnyDuty_IsLegalExactlyAsLongAsTheOracleSays() =>
        OneWindow.Sample(duty => duty.Judge().LegalUntil == new MinuteOracle(duty).LegalUntil(), iter: 100);

    [Fact]
    public void Judge_AnyDuty_MissesARestExactlyIfTheOracleSaysSo() => Any.Sample(duty =>
        duty.Judge().Breaches.Any(breach => breach.Rule == "rest" && breach.Time == duty.Mission.From)
            == (new MinuteOracle(duty).Rest() is > 0 and var rest && rest < duty.Profile.Rules[1].MinRest!.Value.TotalMinutes), iter: 1000);

    [Fact]
    public void Judge_SpanSplitInTwo_ChangesNothing() => Gen.Select(Any, Gen.Int[0, 100]).Sample((duty, share) =>
        Same(duty.Judge(), duty.Judge(worked => worked.SelectMany(span => Split(span, share)))));

    [Fact]
    public void Judge_SpansInAnotherOrderOrTwice_ChangesNothing() => Any.Sample(duty =>
        Same(duty.Judge(), duty.Judge(worked => worked.Reverse().Concat(worked))));

    [Fact]
    public void Judge_MoreWorked_IsNeverLegalLonger() => Gen.Select(OneWindow, OneWindow).Sample((duty, more) =>
        (duty.Judge(worked => worked.Concat(more.Worked)).LegalUntil ?? DateTimeOffset.MaxValue) <= (duty.Judge().LegalUntil ?? DateTimeOffset.MaxValue));

    [Fact]
    public void Judge_WorkedTooLongBefore_SaysHowMuchAndFromWhen()
    {
        var times = Times(Profile(MaxDuty(14, within: 24), MaxDuty(12, within: 24, hard: false)));

        var verdict = times.Judge(Person(), [new(Hours(0, 8), DutyKind.Duty)], Hours(8, 32), TimeSpan.Zero, At(8));

        Assert.Equal(At(20), verdict.LegalUntil);
        Assert.Equal(
            [
                new("max-hard-24", true, At(20), "would work 16 h within 24 h, 14 h are allowed; from 2030-03-01 20:00 UTC on")
                {
                    Limit = TimeSpan.FromHours(14), Window = TimeSpan.FromHours(24), Actual = TimeSpan.FromHours(16),
                },
                new DutyBreach("max-soft-24", false, At(16), "would work 16 h within 24 h, 12 h are allowed; from 2030-03-01 16:00 UTC on")
                {
                    Limit = TimeSpan.FromHours(12), Window = TimeSpan.FromHours(24), Actual = TimeSpan.FromHours(16),
                },
            ],
            verdict.Breaches);
    }

    [Fact]
    public void Judge_RestTooShort_SaysHowLongItIsForMachinesToo()
    {
        var breach = Assert.Single(Times(Profile(MinRest(11))).Judge(Person(), [new(Hours(-9, 1.5), DutyKind.Duty)], Hours(8, 12), TimeSpan.Zero, At(8)).Breaches);

        Assert.Equal((TimeSpan.FromHours(11), null, TimeSpan.FromHours(6.5)), (breach.Limit, breach.Window, breach.Actual));
    }

    [Fact]
    public void Judge_ExactlyTheLimit_IsLegal() =>
        Assert.Same(DutyVerdict.Free, Times(Profile(MaxDuty(12, within: 24))).Judge(Person(), [], Hours(0, 24), TimeSpan.Zero, At(0)));

    [Fact]
    public void Judge_ATickOverTheLimit_IsNot()
    {
        var verdict = Times(Profile(MaxDuty(8, within: 24))).Judge(Person(), [new(new(At(0), At(8).AddTicks(1)), DutyKind.Duty)], Hours(20, 21), TimeSpan.Zero, At(20));

        Assert.Equal(At(20), verdict.LegalUntil);
        Assert.StartsWith("would work 8 h 31 min within 24 h, 8 h are allowed", Assert.Single(verdict.Breaches).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1, "rest-hard-4", "rest-soft-11")]
    [InlineData(4, "rest-soft-11")]
    [InlineData(11)]
    public void Judge_RestBeforeTheMission_BreaksWhatItIsShorterThan(double rest, params string[] broken)
    {
        var times = Times(Profile(MinRest(4), MinRest(11, hard: false)));

        var verdict = times.Judge(Person(), [new(Hours(-9, 8 - rest), DutyKind.Duty)], Hours(8, 12), TimeSpan.Zero, At(8));

        Assert.Equal(broken, verdict.Breaches.Select(breach => breach.Rule));
        Assert.Equal(broken.Contains("rest-hard-4") ? At(8) : null, verdict.LegalUntil);
    }

    [Fact]
    public void Judge_TooShortARest_SaysSo() => Assert.Equal(
        "would start after 6 h 30 min of rest, 11 h are required; from 2030-03-01 08:00 UTC on",
        Assert.Single(Times(Profile(MinRest(11))).Judge(Person(), [new(Hours(-9, 1.5), DutyKind.Duty)], Hours(8, 12), TimeSpan.Zero, At(8)).Breaches).Message);

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    public void Judge_OnCallSinceTheLastDuty_IsRestIfTheNationSaysSo(bool callIsRest, int breaches)
    {
        var profile = Profile(MinRest(8), MinRest(11));
        profile.OnCallIsRest = callIsRest;

        var verdict = Times(profile).Judge(
            Person(), [new(Hours(-9, 5), DutyKind.Duty), new(Hours(5, 8), DutyKind.OnCall)], Hours(8, 12), TimeSpan.Zero, At(8));

        Assert.Equal(breaches, verdict.Breaches.Length);
    }

    [Fact]
    public void Judge_DutyThatNobodyEnded_CountsAsTheLongestShiftAndIsNoShortRestAfterwards()
    {
        var times = Times(Profile(MaxDuty(20, within: 24), MinRest(8)));
        WorkedSpan[] forgotten = [new(new(At(-100), DateTimeOffset.MaxValue), DutyKind.Duty)];

        Assert.Same(DutyVerdict.Free, times.Judge(Person(duty: Duty.OnDuty), forgotten, Hours(0, 24), TimeSpan.Zero, At(0)));
        Assert.Same(DutyVerdict.Free, times.Judge(Person(duty: Duty.OnDuty), forgotten, Hours(-80, -56), TimeSpan.Zero, At(-80)));
        Assert.Equal(At(-80), times.Judge(Person(), [new(Hours(-100, -86), DutyKind.Duty)], Hours(-80, -56), TimeSpan.Zero, At(-80)).LegalUntil);
    }

    [Fact]
    public void Judge_NationWithoutAProfile_HasNoRules() => Assert.Same(DutyVerdict.Free,
        Times(Profile(MaxDuty(1, within: 24))).Judge(Person() with { Nation = "FR" }, [new(Hours(-24, 0), DutyKind.Duty)], Hours(0, 24), TimeSpan.Zero, At(0)));

    [Theory]
    [InlineData("DE")]
    [InlineData("MA")]
    public void Judge_Delivered_LetsTheRestedGoForADay(string nation) => Assert.Same(DutyVerdict.Free,
        new DutyTimes(Microsoft.Extensions.Options.Options.Create(Delivered())).Judge(Person() with { Nation = nation }, [], Hours(0, 24), TimeSpan.FromHours(12), At(0)));

    private static IEnumerable<WorkedSpan> Split(WorkedSpan span, int share)
    {
        var middle = span.Period.From + ((span.Period.Until - span.Period.From) * share / 100);
        return [span with { Period = new(span.Period.From, middle) }, span with { Period = new(middle, span.Period.Until) }];
    }

    private static bool Same(DutyVerdict a, DutyVerdict b) => a.LegalUntil == b.LegalUntil && a.Breaches.SequenceEqual(b.Breaches);
}
