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
    public void Arrive_NeedsNoAcceptance() => Assert.Equal(Stage.OnScene, _order.Arrive(new("1", Noon), Noon).Stage);

    [Fact]
    public void Arrive_InAnyOrder_IsTheEarliest() => Gen.Shuffle(Minutes).Sample(minutes =>
    {
        var noted = minutes.Aggregate(_order, (order, minute) => order.Arrive(new($"{minute}", Noon.AddMinutes(minute)), Noon)).Progress.Single();

        return noted.DeviceTime == Noon && noted.CorrectedFrom == (minutes[0] == 0 ? null : Noon.AddMinutes(minutes[0]));
    });

    /// <summary>Whatever was taken back in between: what holds in the end decides.</summary>
    [Fact]
    public void Arrive_SomeAreTakenBack_IsTheEarliestThatHolds() => Gen.Select(Gen.Shuffle(Minutes), Gen.Bool.Array[Minutes.Length]).Sample((minutes, gone) =>
    {
        var order = minutes.Aggregate(_order, (order, minute) => order.Arrive(new($"{minute}", Noon.AddMinutes(minute)), Noon));
        var left = minutes.Where((_, i) => !gone[i]).ToList();
        order = minutes.Where((_, i) => gone[i]).Aggregate(order, (order, minute) => order.TakeBack($"{minute}", "", Noon));

        return left.Count == 0 ? order.Progress.IsEmpty : order.Progress.Single().DeviceTime == Noon.AddMinutes(left.Min());
    });

    [Fact]
    public void TakeBack_WhatTakesItsPlaceIsToCome_ChangesNothingUntilItHas()
    {
        var arrived = _order.Arrive(new("1", Noon), Noon);

        var doubtful = arrived.TakeBack("1", "2", Noon);
        var settled = doubtful.Replace("1", null, Noon);

        Assert.Equal((arrived.Progress.Single(), Stage.None), (doubtful.Progress.Single(), settled.Stage));
    }

    [Fact]
    public void Arrive_RecipientSaidSoBefore_StandsAndIsNotTakenBack()
    {
        var said = _order.Acknowledge(At(Rung.Accepted)).Report(new(Stage.OnScene, Noon, Noon, "", FromPosition: false));

        var seen = said.Arrive(new("1", Noon.AddMinutes(-5)), Noon);

        Assert.Equal(said.Progress, seen.Progress.AsEnumerable());
        Assert.Equal(said.Progress, seen.TakeBack("1", "", Noon).Progress.AsEnumerable());
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
