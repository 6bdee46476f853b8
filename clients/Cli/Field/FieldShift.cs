using Google.Type;
using Grpc.Core;
using TaskForce.Cli.Missions;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Order.Types;

namespace TaskForce.Cli.Field;

/// <summary>How a simulated member works.</summary>
internal sealed class ShiftPlan
{
    /// <summary>Where the member is when the shift begins.</summary>
    public required LatLng Base { get; init; }

    /// <summary>How long the way to any hotspot takes.</summary>
    public required TimeSpan Journey { get; init; }

    /// <summary>How long the work there takes.</summary>
    public required TimeSpan OnScene { get; init; }

    /// <summary>Why the member declines every order; null to accept.</summary>
    public string? Decline { get; init; }

    /// <summary>Whether the shift ends with its first order.</summary>
    public bool Once { get; init; }

    /// <summary>What a leader waits for before completing; nothing unless set.</summary>
    public Func<CancellationToken, Task> MayComplete { get; init; } = _ => Task.CompletedTask;

    /// <summary>Shows an order.</summary>
    public Action<Order> Show { get; init; } = _ => { };

    /// <summary>Tells what the member does.</summary>
    public Action<string> Tell { get; init; } = _ => { };
}

/// <summary>A simulated member at work: shows each order, goes where it says, does the work, and stops when recalled.</summary>
internal sealed class FieldShift(FieldUnit unit, ShiftPlan plan, TimeProvider clock) : IDisposable
{
    private CancellationTokenSource _deployed = new();
    private string _mission = "";
    private Task _work = Task.CompletedTask;

    /// <summary>Works until stopped, or until the first order is done if the plan says so.</summary>
    /// <exception cref="TaskForceException">The server refuses this unit.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // Where the member is before anything happens; a last known position may be of long ago and elsewhere.
        _ = unit.ReportPositionAsync(plan.Base, Geolocation.V1.PositionReport.Types.Source.Simulated);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            await ResumeAsync(end);
            await foreach (var order in unit.ReceiveAsync(end.Token))
            {
                await TakeAsync(order, end);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The one order is done.
        }
        finally
        {
            await _deployed.CancelAsync();
            await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _deployed.Dispose();

    // A member is in one live team at a time: only the last order can still be under way.
    private async Task ResumeAsync(CancellationTokenSource end)
    {
        switch (unit.Orders.LastOrDefault(order => !order.IsSuperseded))
        {
            case { Rung: Rung.Displayed or Rung.Read, Order: var order }:
                await DecideAsync(order, end);
                break;
            case { Rung: Rung.Accepted, Stage: < Stage.Clear, Order: { Kind: Kind.Deploy } order }:
                plan.Tell($"Going on with {order.Title}.");
                Deploy(order, order.IssueTime.ToDateTimeOffset(), end);
                break;
        }
    }

    // Reports are on disk when they are made and arrive in this order; a network that is down does not hold the member up.
    private Task TakeAsync(Order order, CancellationTokenSource end)
    {
        plan.Show(order);
        _ = unit.AcknowledgeAsync(order.Name, Rung.Displayed);
        _ = unit.AcknowledgeAsync(order.Name, Rung.Read);
        return DecideAsync(order, end);
    }

    private async Task DecideAsync(Order order, CancellationTokenSource end)
    {
        if (order.Kind == Kind.Recall)
        {
            await RecallAsync(order, end);
        }
        else if (unit.Find(order.Name)?.Decision is { } decided && decided.Device != unit.Device)
        {
            plan.Tell($"{EnumText.Words(decided.Rung)} on {OrderText.Device(decided.Device)}, another device; nothing to do here.");
            EndIfOnce(end);
        }
        else if (plan.Decline is { } reason)
        {
            await unit.AcknowledgeAsync(order.Name, Rung.Declined, reason).WaitAsync(end.Token);
            plan.Tell($"Declined: {reason}");
            EndIfOnce(end);
        }
        else
        {
            _ = unit.AcknowledgeAsync(order.Name, Rung.Accepted);
            plan.Tell("Accepted.");
            Deploy(order, clock.GetUtcNow(), end);
        }
    }

    private async Task RecallAsync(Order order, CancellationTokenSource end)
    {
        var accepted = unit.AcknowledgeAsync(order.Name, Rung.Accepted);
        if (_mission == OrderView.MissionOf(order))
        {
            await _deployed.CancelAsync();
        }

        plan.Tell("Stopped and coming back.");
        await accepted.WaitAsync(end.Token);
        EndIfOnce(end);
    }

    private void Deploy(Order order, DateTimeOffset departure, CancellationTokenSource end)
    {
        _deployed.Cancel();
        _deployed.Dispose();
        _deployed = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
        _mission = OrderView.MissionOf(order);
        _work = WorkAsync(order, departure, end, _deployed.Token);
    }

    private async Task WorkAsync(Order order, DateTimeOffset departure, CancellationTokenSource end, CancellationToken cancellation)
    {
        try
        {
            await new Deployment(unit, plan, clock, order).RunAsync(departure, cancellation);
            EndIfOnce(end);
        }
        catch (TaskForceException refusal) when (refusal.Code == StatusCode.FailedPrecondition)
        {
            // The mission ended without this member; what there was to do is done.
            plan.Tell($"Over: {refusal.Message}");
            _ = unit.ReportProgressAsync(order.Name, Stage.Clear);
            EndIfOnce(end);
        }
        catch (OperationCanceledException)
        {
            // Recalled, or the shift is over.
        }
        catch (TaskForceException refusal)
        {
            plan.Tell($"Refused: {refusal.Message}");
            EndIfOnce(end);
        }
    }

    private void EndIfOnce(CancellationTokenSource end)
    {
        if (plan.Once)
        {
            end.Cancel();
        }
    }
}
