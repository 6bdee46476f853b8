using CsCheck;
using TaskForce.Tasking.Orders;

namespace TaskForce.Tasking.Tests.Orders;

/// <summary>What holds for the ladder of an order, whatever its devices report in whatever order, and however often.</summary>
public class LadderLawsTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Rung[] Rungs = [Rung.Stored, Rung.Displayed, Rung.Read, Rung.Accepted, Rung.Declined];
    private static readonly string[] Devices = ["phone", "tablet", "watch"];

    private static readonly Gen<(Rung Rung, string Device)[]> Reports =
        Gen.Select(Gen.Int[0, Rungs.Length - 1], Gen.Int[0, Devices.Length - 1], (rung, device) => (Rungs[rung], Devices[device])).Array[0, 30];

    private readonly Ladder _ladder = new();

    [Fact]
    public void Reports_InAnyOrder_NeverTakeARungBackAndDecideOnce() => Reports.Sample(reports =>
    {
        var order = Given;
        foreach (var report in reports)
        {
            var before = order;
            order = Try(order, report);

            Assert.True(order.Rung >= before.Rung);
            Assert.All(order.Devices, ladder => Assert.True(ladder.Rung >= (before.Devices.FirstOrDefault(known => known.Device == ladder.Device)?.Rung ?? Rung.Queued)));
            Assert.True(before.Decision is null || before.Decision == order.Decision);
            Assert.True(order.Acknowledgements.Count(reached => reached.Rung >= Rung.Accepted) <= 1);
        }
    });

    [Fact]
    public void Reports_SentTwice_AreOneEffect() => Reports.Sample(reports =>
    {
        var once = reports.Aggregate(Given, Try);
        var twice = reports.Concat(reports).Aggregate(Given, Try);

        Assert.Equal(Text(once), Text(twice));
    });

    [Fact]
    public void Rung_OfTheOrder_IsTheHighestOfItsDevices() => Reports.Sample(reports =>
    {
        var order = reports.Aggregate(Given, Try);

        Assert.Equal(order.Devices.Select(ladder => ladder.Rung).Append(Rung.Queued).Max(), order.Rung);
        Assert.Equal(Enumerable.Range(1, Math.Min((int)order.Rung, (int)Rung.Read)).Select(rung => (Rung)rung),
            order.Acknowledgements.Select(reached => reached.Rung).Where(rung => rung <= Rung.Read));
    });

    /// <summary>However reports and time-outs come: after the last step of each rung nothing is waited for, or an answer has come.</summary>
    [Fact]
    public void Ladder_LeftAlone_EndsInAnAlarmAfterAnyReports() => Reports.Sample(reports =>
    {
        var order = Given.Await(_ladder, Noon);
        foreach (var report in reports)
        {
            order = Try(order, report).Await(_ladder, Noon);
        }

        var steps = 0;
        while (order.Awaiting is { DueTime: { } due } awaiting)
        {
            order = order.Escalate(new(awaiting.Action, awaiting.Rung, due, due, Skipped: false, ""), _ladder);
            Assert.True(++steps <= _ladder.StepsInForce.Count);
        }

        Assert.True(order.Rung == Rung.Accepted ? steps == 0 : order.Escalations[^1].Action == EscalationAction.AlarmCentres);
    });

    [Fact]
    public void Await_RungReached_WaitsForTheNextFromThenOn()
    {
        var order = Given.Await(_ladder, Noon);
        var stored = order.Acknowledge(At(Rung.Stored, "phone")).Await(_ladder, Noon.AddSeconds(10));

        Assert.Equal((Rung.Stored, Noon + _ladder.Stored), (order.Awaiting!.Rung, order.Awaiting.DueTime));
        Assert.Equal((Rung.Displayed, Noon.AddSeconds(10) + _ladder.Displayed), (stored.Awaiting!.Rung, stored.Awaiting.DueTime));
    }

    [Fact]
    public void Await_Declined_GoesStraightToTheNextProposal()
    {
        var declined = Given.Await(_ladder, Noon).Acknowledge(At(Rung.Declined, "phone")).Await(_ladder, Noon.AddSeconds(5));

        Assert.Equal((EscalationAction.OfferNextProposal, Noon.AddSeconds(5)), (declined.Awaiting!.Action, declined.Awaiting.DueTime));
    }

    [Fact]
    public void Acknowledge_RecallDeclined_IsRefusedAndSaysWhatToDo()
    {
        var recall = Order.Give(new(new("tiger"), "x-recall"), OrderKind.Recall, "members/x", new(), Noon);

        var refusal = Assert.Throws<DomainException>(() => recall.Acknowledge(At(Rung.Declined, "phone")));

        Assert.Equal("RECALL_NOT_DECLINABLE", refusal.Reason);
        Assert.Contains("ACCEPTED", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_WithoutAnAlarmAtTheEnd_AreRefused()
    {
        var ladder = new Ladder { Read = TimeSpan.Zero, Steps = [new() { Action = EscalationAction.Remind }] };

        Assert.Equal(2, ladder.Faults("Ladder").Count());
        Assert.Empty(_ladder.Faults("Ladder"));
    }

    private static Order Given => Order.Give(new(new("tiger"), "de-falke-07"), OrderKind.Deploy, "members/de-falke-07", new(), Noon);

    private static Order Try(Order order, (Rung Rung, string Device) report)
    {
        try
        {
            return order.Acknowledge(At(report.Rung, report.Device));
        }
        catch (DomainException refusal) when (refusal.Reason == "ORDER_DECIDED")
        {
            return order;
        }
    }

    private static Acknowledgement At(Rung rung, string device) => new(rung, Noon.AddSeconds((int)rung), Noon, device, "");

    private static string Text(Order order) =>
        string.Join(" ", order.Acknowledgements.Concat(order.Devices.SelectMany(ladder => ladder.Acknowledgements)).Select(reached => $"{reached.Device}:{reached.Rung}:{reached.DeviceTime:t}"));
}
