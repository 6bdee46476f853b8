using System.Globalization;
using TaskForce.Cli.Missions;
using TaskForce.Cli.Tests.Gateway;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Order.Types;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;
using State = TaskForce.Tasking.V1.Mission.Types.State;

namespace TaskForce.Cli.Tests;

/// <summary>What a dispatcher reads of orders that are not answered.</summary>
public class MissionLineTests
{
    private static readonly Order Silent = new()
    {
        Name = "missions/m1/orders/ma-atlas-13",
        Kind = Kind.Deploy,
        Recipient = "members/ma-atlas-13",
        CallSign = "Atlas 13",
        Nation = "MA",
        Rung = Rung.Stored,
        Devices =
        {
            new DeviceLadder { Device = "device-3f9a1c77aa", Rung = Rung.Stored },
            new DeviceLadder { Device = "tablet", Rung = Rung.Queued },
        },
    };

    [Fact]
    public void Acknowledged_SeveralDevices_SaysHowFarItIsOnEach() =>
        Assert.Contains("Atlas 13 (MA)  stored  (3f9a1c stored, tablet not stored)", Line(EventType.OrderAcknowledged, Silent), StringComparison.Ordinal);

    [Fact]
    public void Escalated_Skipped_SaysWhy()
    {
        var order = Silent.Clone();
        order.Escalations.Add(new Escalation { Action = EscalationAction.Remind, AwaitedRung = Rung.Displayed, Skipped = true, Note = "Atlas 13 is off duty." });

        Assert.Contains("Atlas 13 (MA)  not displayed in time: remind left out: Atlas 13 is off duty.", Line(EventType.Escalated, order), StringComparison.Ordinal);
    }

    [Fact]
    public void Escalated_Offer_NamesTheCommandThatTakesIt()
    {
        var order = Silent.Clone();
        order.Escalations.Add(new Escalation { Action = EscalationAction.OfferNextProposal, AwaitedRung = Rung.Declined, Note = "Send Atlas 14 for Atlas 13." });
        var offer = new Mission.Types.Offer { Order = order.Name, Repair = new() };
        offer.Repair.Exchanges.Add(new Roster.V1.Repair.Types.Exchange { Outgoing = order.Recipient, Incoming = new() { Member = "members/ma-atlas-14", Nation = "MA" } });

        Assert.Contains("declined: offer next proposal: Send Atlas 14 for Atlas 13. Take it: taskforce team replace t1 ma-atlas-13 ma-atlas-14 --as dispatcher.ma",
            Line(EventType.Escalated, order, offer), StringComparison.Ordinal);
    }

    [Fact]
    public void Details_OrderThatWaits_SaysForWhatAndWhatWasDone()
    {
        var order = Silent.Clone();
        order.Awaiting = new() { Rung = Rung.Displayed, NextAction = EscalationAction.CallDeputy, DueTime = new() { Seconds = 1_900_000_000 } };
        order.Escalations.Add(new Escalation { Action = EscalationAction.Remind, DoneTime = new() { Seconds = 1_900_000_000 }, Note = "Atlas 13 is reminded on every device." });

        var lines = OrderText.Details(order, TimeProvider.System).ToList();

        Assert.StartsWith("Atlas 13 (MA) waits for displayed until ", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(", then call deputy; on 3f9a1c stored, tablet not stored", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("remind: Atlas 13 is reminded on every device.", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissionPreempt_OneNationAgreed_NamesWhoMustAgreeToo()
    {
        await using var gateway = new FakeGateway();
        await gateway.InitializeAsync();
        using var cli = new Cli(gateway, width: 200);
        await cli.RunAsync("hotspot", "report", "--kind", "human-trafficking", "--severity", "high", "--place", "ma-tanger-med");
        await cli.RunAsync("mission", "create", "h1", "--priority", "10");

        var run = await cli.RunAsync("mission", "preempt", "m1", "--from", "m7", "--reason", "Lives at stake.", "--as", "commander.de");

        Assert.Equal(0, run.Code);
        Assert.Contains("the team of m7; missing: MA", run.Out, StringComparison.Ordinal);
        Assert.Contains("taskforce mission preempt m1 --from m7 --as commander.NATION, for MA", run.Out, StringComparison.Ordinal);
        var asked = (PreemptTeamRequest)gateway.Changes.Single(change => change.Request is PreemptTeamRequest).Request;
        Assert.Equal(("missions/m1", "missions/m7"), (asked.Name, asked.From));
    }

    private static string Line(EventType type, Order order, Mission.Types.Offer? offer = null)
    {
        var mission = new Mission { Name = "missions/m1", Team = "teams/t1", State = State.Ordered };
        mission.Offers.Add(offer is null ? [] : new[] { offer });
        return MissionLines.Of(new() { Type = type, Mission = mission, Order = order }, State.Ordered, TimeProvider.System, withName: false)
            .ToString(CultureInfo.InvariantCulture);
    }
}
