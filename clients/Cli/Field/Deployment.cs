using Google.Type;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Tasking.V1;
using static TaskForce.Geolocation.V1.PositionReport.Types;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Cli.Field;

/// <summary>One accepted order, from departure to the end of the work.</summary>
internal sealed class Deployment(FieldUnit unit, ShiftPlan plan, TimeProvider clock, Order order)
{
    private const int Reports = 20;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task RunAsync(DateTimeOffset departure, CancellationToken cancellation)
    {
        if (order.Remote)
        {
            plan.Tell("At work from here.");
        }
        else
        {
            var told = unit.ReportProgressAsync(order.Name, Stage.EnRoute);
            plan.Tell($"En route to {Texts.Place(order.Place)}.");
            await TravelAsync(departure, told, cancellation);
            await told.WaitAsync(cancellation);
            await ArriveAsync(cancellation);
        }

        await Task.Delay(plan.OnScene, clock, cancellation);
        await FinishAsync(cancellation);
    }

    // A network that is down holds nobody up; that the server refuses the departure does.
    private async Task TravelAsync(DateTimeOffset departure, Task told, CancellationToken cancellation)
    {
        var journey = new Journey(plan.Base, order.Place.Location);
        var step = TimeSpan.FromTicks(Math.Clamp(plan.Journey.Ticks / Reports, Shortest.Ticks, Longest.Ticks));
        while (!told.IsFaulted && PartOfWay(departure) is < 1 and var part)
        {
            // Not waited for: on a bad network the member moves on, and the report follows.
            _ = ReportAsync(journey.At(part), journey.HeadingAt(part));
            await Task.Delay(step, clock, cancellation);
        }

        if (!told.IsFaulted)
        {
            await ReportAsync(order.Place.Location, null).WaitAsync(cancellation);
        }
    }

    private double PartOfWay(DateTimeOffset departure) => plan.Journey > TimeSpan.Zero ? (clock.GetUtcNow() - departure) / plan.Journey : 1;

    // The server sees the arrival by itself; a member says it only if the server does not.
    private async Task ArriveAsync(CancellationToken cancellation)
    {
        var until = clock.GetUtcNow() + Patience;
        while (!await IsSeenAsync(cancellation))
        {
            if (clock.GetUtcNow() >= until)
            {
                await unit.ReportProgressAsync(order.Name, Stage.OnScene).WaitAsync(cancellation);
                plan.Tell("On scene, by my own report.");
                return;
            }

            await Task.Delay(Look, clock, cancellation);
        }

        plan.Tell("On scene; the command centre has seen it.");
    }

    private async Task<bool> IsSeenAsync(CancellationToken cancellation)
    {
        try
        {
            return (await unit.AskAsync(order.Name, cancellation)).Stage >= Stage.OnScene;
        }
        catch (TaskForceException silence) when (silence.IsTransient)
        {
            return false;
        }
    }

    private async Task FinishAsync(CancellationToken cancellation)
    {
        if (order.Role != "LEADER")
        {
            await unit.ReportProgressAsync(order.Name, Stage.Clear).WaitAsync(cancellation);
            plan.Tell("Clear.");
            return;
        }

        await plan.MayComplete(cancellation);
        var clear = unit.ReportProgressAsync(order.Name, Stage.Clear);
        var completed = unit.CompleteAsync(OrderView.MissionOf(order), new() { Text = $"{order.CallSign}: simulated mission, nothing to report." });
        await Task.WhenAll(clear, completed).WaitAsync(cancellation);
        plan.Tell("Clear; mission completed.");
    }

    private async Task ReportAsync(LatLng location, float? heading)
    {
        foreach (var fault in await unit.ReportPositionAsync(location, Source.Simulated, heading))
        {
            plan.Tell($"Position {EnumText.Words(fault.Code)}: {fault.Message}");
        }
    }
}
