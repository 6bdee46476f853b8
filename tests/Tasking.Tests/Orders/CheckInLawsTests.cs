using TaskForce.Tasking.Orders;

namespace TaskForce.Tasking.Tests.Orders;

public class CheckInLawsTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly CheckInRules _rules = new();

    private Order OnScene => Order.Give(new(new("tiger"), "de-falke-07"), OrderKind.Deploy, "members/de-falke-07", new(), Noon)
        .Acknowledge(new(Rung.Accepted, Noon, Noon, "phone", ""))
        .Arrive(new("1", Noon), Noon).Expect(_rules, Noon);

    [Fact]
    public void Expect_EnRoute_OnlyIfThePlanSaysSo()
    {
        var underWay = OnScene with { Progress = [new(Stage.EnRoute, Noon, Noon, "", FromPosition: false)], Welfare = null };

        Assert.Null(underWay.Expect(_rules, Noon).Welfare);
        Assert.NotNull(underWay.Expect(new() { EnRoute = true }, Noon).Welfare!.DueTime);
    }

    [Fact]
    public void CheckIn_OnScene_CountsFromWhenItWasMade()
    {
        var order = OnScene.CheckIn("phone", Noon.AddMinutes(10), _rules, Noon.AddMinutes(12));

        Assert.Equal(Noon.AddMinutes(10) + _rules.Interval, order.Welfare!.DueTime);
        Assert.Equal(Noon.AddMinutes(12), order.Welfare.LastTime);
    }

    [Fact]
    public void CheckIn_SentAgainOrOlder_ChangesNothing()
    {
        var order = OnScene.CheckIn("phone", Noon.AddMinutes(10), _rules, Noon.AddMinutes(10));

        Assert.Same(order, order.CheckIn("phone", Noon.AddMinutes(10), _rules, Noon.AddMinutes(11)));
        Assert.Same(order, order.CheckIn("phone", Noon.AddMinutes(5), _rules, Noon.AddMinutes(11)));
    }

    [Fact]
    public void CheckIn_OlderThanTheInterval_IsNotedAndSetsNothingAnew()
    {
        var order = OnScene.CheckIn("phone", Noon.AddMinutes(1), _rules, Noon.AddMinutes(60));

        Assert.Equal((Noon + _rules.Interval, Noon.AddMinutes(60)), (order.Welfare!.DueTime, order.Welfare.LastTime));
    }

    [Fact]
    public void CheckIn_AfterOneWasMissed_BeginsAnew()
    {
        var missed = OnScene.RemindToCheckIn(_rules, Noon.AddMinutes(30)).MissCheckIn(Noon.AddMinutes(35));

        Assert.Same(missed, missed.Expect(_rules, Noon.AddMinutes(36)));
        var back = missed.CheckIn("tablet", Noon.AddMinutes(40), _rules, Noon.AddMinutes(40));
        Assert.Equal((Noon.AddMinutes(70), null), (back.Welfare!.DueTime, back.Welfare.MissTime));
    }

    [Fact]
    public void Supersede_OnScene_ExpectsNothingAnyMore()
    {
        var over = OnScene.Supersede("missions/tiger", Noon.AddMinutes(1));

        Assert.Null(over.Welfare!.DueTime);
        Assert.Same(over, over.Expect(_rules, Noon.AddMinutes(2)));
    }
}
