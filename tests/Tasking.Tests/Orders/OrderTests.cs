using CsCheck;
using TaskForce.Tasking.Orders;

namespace TaskForce.Tasking.Tests.Orders;

public class OrderTests
{
    private static readonly int[] Minutes = [0, 5, 9, 20];

    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Order _order = Order.Give(new(new("tiger"), "de-falke-07"), OrderKind.Deploy, "members/de-falke-07", new(), Noon);

    [Fact]
    public void Give_NewOrder_IsQueued() => Assert.Equal(Rung.Queued, _order.Rung);

    [Fact]
    public void Acknowledge_HigherRung_ImpliesTheLowerOnes()
    {
        var read = _order.Acknowledge(At(Rung.Read));

        Assert.Equal([Rung.Queued, Rung.Stored, Rung.Displayed, Rung.Read], read.Acknowledgements.Select(a => a.Rung));
        Assert.Null(read.Acknowledgements[1].DeviceTime);
    }

    [Fact]
    public void Acknowledge_SameRungTwice_ChangesNothing()
    {
        var stored = _order.Acknowledge(At(Rung.Stored));

        Assert.Same(stored, stored.Acknowledge(At(Rung.Stored) with { ServerTime = Noon.AddHours(1) }));
    }

    [Fact]
    public void Acknowledge_DeclinedAfterAccepted_IsRefusedByName()
    {
        var accepted = _order.Acknowledge(At(Rung.Accepted));

        var refusal = Assert.Throws<DomainException>(() => accepted.Acknowledge(At(Rung.Declined)));

        Assert.Equal((Fault.Rejected, "ORDER_DECIDED"), (refusal.Fault, refusal.Reason));
    }

    [Fact]
    public void Acknowledge_EverNewDevices_KeepsAFewAndTheOneThatDecided()
    {
        var accepted = _order.Acknowledge(At(Rung.Accepted));

        var many = Enumerable.Range(0, 100).Aggregate(accepted, (order, i) => order.Acknowledge(At(Rung.Stored) with { Device = $"device-{i}" }));

        Assert.Equal(DeviceLadder.MostDevices, many.Devices.Length);
        Assert.Equal(Rung.Accepted, many.Devices.Single(ladder => ladder.Device == "phone").Rung);
        Assert.Contains(many.Devices, ladder => ladder.Device == "device-99");
    }

    [Fact]
    public void Report_OrderNotAccepted_IsRefused()
    {
        var refusal = Assert.Throws<DomainException>(() => _order.Report(new(Stage.EnRoute, Noon, Noon, "", FromPosition: false)));

        Assert.Equal("ORDER_NOT_ACCEPTED", refusal.Reason);
    }

    [Fact]
    public void Report_ArrivalByPosition_NeedsNoAcceptance() =>
        Assert.Equal(Stage.OnScene, _order.Report(new(Stage.OnScene, Noon, Noon, "", FromPosition: true)).Stage);

    [Fact]
    public void Report_LaterPositionsShowThatItWasEarlier_IsCorrectedAndSaysSo() =>
        Gen.Shuffle(Minutes).Sample(minutes =>
        {
            var arrived = minutes.Aggregate(_order, (order, minute) => order.Report(new(Stage.OnScene, Noon.AddMinutes(minute), Noon, "", FromPosition: true)));
            var noted = arrived.Progress.Single();

            return noted.DeviceTime == Noon && noted.CorrectedFrom == (minutes[0] == 0 ? null : Noon.AddMinutes(minutes[0]));
        });

    [Fact]
    public void Report_RecipientSaidSoBefore_IsNotCorrectedByAPosition()
    {
        var said = _order.Acknowledge(At(Rung.Accepted)).Report(new(Stage.OnScene, Noon, Noon, "", FromPosition: false));

        Assert.Same(said, said.Report(new(Stage.OnScene, Noon.AddMinutes(-5), Noon, "", FromPosition: true)));
    }

    /// <summary>Reports come twice and out of order: the ladder ends the same.</summary>
    [Fact]
    public void Acknowledge_AnyOrderWithRepeats_EndsWithTheSameLadder() =>
        Gen.Shuffle(new[] { Rung.Stored, Rung.Displayed, Rung.Read, Rung.Accepted, Rung.Stored, Rung.Read, Rung.Accepted }).Sample(rungs =>
        {
            var ladder = rungs.Aggregate(_order, (order, rung) => order.Acknowledge(At(rung)));

            Assert.Equal(Rung.Accepted, ladder.Rung);
            Assert.Equal([null, At(Rung.Stored).DeviceTime, At(Rung.Displayed).DeviceTime, At(Rung.Read).DeviceTime, At(Rung.Accepted).DeviceTime],
                ladder.Acknowledgements.Select(a => a.DeviceTime));
        });

    [Fact]
    public void Enums_NumbersAndNames_AreThoseOfTheContract()
    {
        Assert.All(System.Enum.GetValues<Rung>(), rung => Assert.Equal(rung.ToString(), ((V1.Order.Types.Rung)rung).ToString()));
        Assert.All(System.Enum.GetValues<OrderKind>(), kind => Assert.Equal(kind.ToString(), ((V1.Order.Types.Kind)kind).ToString()));
        Assert.All(System.Enum.GetValues<Stage>().Skip(1), stage => Assert.Equal(stage.ToString(), ((V1.Order.Types.Stage)stage).ToString()));
    }

    private static Acknowledgement At(Rung rung) => new(rung, Noon.AddSeconds((int)rung), Noon, "phone", "");
}
