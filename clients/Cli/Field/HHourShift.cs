using TaskForce.Cli.Operations;
using TaskForce.Cli.Shells;
using TaskForce.Client;
using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.HHourOrder.Types;

namespace TaskForce.Cli.Field;

/// <summary>A simulated member's part in operations with a common start: shows each instruction, confirms it, counts down, and lets go at H.</summary>
/// <param name="saysReady">Whether the member says for the team that it is ready, and goes on saying so.</param>
internal sealed class HHourShift(FieldUnit unit, TimeProvider clock, Action<string> tell, bool saysReady)
{
    private static readonly int[] Marks = [600, 300, 120, 60, 30, 10, 5, 4, 3, 2, 1];
    private static readonly TimeSpan SayAgain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, int> _counted = [];
    private long? _said;
    private string _refusal = "";

    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(ReadAsync(cancellation), CountAsync(cancellation));

    private async Task ReadAsync(CancellationToken cancellation)
    {
        await foreach (var notice in unit.ReceiveHHoursAsync(cancellation))
        {
            tell(Words(notice));
            if (notice.News == HHourNews.Instructed)
            {
                // On disk when they are made; a network that is down does not hold the member up.
                _ = unit.AcknowledgeHHourAsync(notice.Order, Rung.Displayed);
                _ = unit.AcknowledgeHHourAsync(notice.Order, Rung.Acknowledged);
            }
        }
    }

    private string Words(HHourNotice notice)
    {
        var (title, h) = (notice.Order.Title, clock.TimeOfDay(notice.Order.HHour));
        return notice switch
        {
            { News: HHourNews.Released, Release: { } release } =>
                $"RELEASE  {title}: released, the time known within {release.Uncertainty.ToTimeSpan().TotalMilliseconds:0} ms{(release.Late ? ", late" : "")}.",
            { News: HHourNews.NotReleased } => $"NOT RELEASED  {title}: {notice.Reason}. Asking the command centre.",
            { Order.Instruction: Instruction.Wait } => $"HOLD UNTIL H  {title}: H is {h}. No go, no release.",
            { Order.Instruction: Instruction.Go } => $"GO  {title}: release at {h}, whether or not anything more is heard.",
            { Order.Instruction: Instruction.Hold } => $"HOLD  {title}: {notice.Order.Reason} Do not release.",
            { Order.Instruction: Instruction.Abort } => $"ABORT  {title}: {notice.Order.Reason} Never release.",
            _ => $"WITHDRAWN  {title}: {notice.Order.Reason} Do not release.",
        };
    }

    private async Task CountAsync(CancellationToken cancellation)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(500), clock);
        while (await ticks.WaitForNextTickAsync(cancellation))
        {
            foreach (var known in unit.HHours.Where(known => known.Release is null && known.Order.Instruction is Instruction.Wait or Instruction.Go or Instruction.Hold))
            {
                Count(known.Order);
                await SayReadyAsync(known.Order, cancellation);
            }
        }
    }

    private void Count(HHourOrder order)
    {
        if (unit.ServerClock is not { } reading || order.Instruction == Instruction.Hold)
        {
            return;
        }

        var left = order.HHour.ToDateTimeOffset() - reading.ServerTime;
        var mark = Marks.LastOrDefault(mark => left > TimeSpan.Zero && left <= TimeSpan.FromSeconds(mark));
        if (mark > 0 && _counted.GetValueOrDefault($"{order.Operation}/{order.Revision}", int.MaxValue) > mark)
        {
            _counted[$"{order.Operation}/{order.Revision}"] = mark;
            var go = order.Instruction == Instruction.Go ? "go" : "no go yet";
            tell($"{OperationView.Countdown(left)}  {order.Title}: {go}, the time known within {reading.Uncertainty.TotalMilliseconds:0} ms.");
        }
    }

    private async Task SayReadyAsync(HHourOrder order, CancellationToken cancellation)
    {
        if (!saysReady || (_said is { } said && clock.GetElapsedTime(said) < (_refusal.Length > 0 ? TryAgain : SayAgain)))
        {
            return;
        }

        _said = clock.GetTimestamp();
        try
        {
            await unit.SetReadinessAsync(order.Operation, order.Mission, Operation.Types.Readiness.Ready, cancellation: cancellation);
            _refusal = "";
            tell($"{order.Title}: the team is ready.");
        }
        catch (TaskForceException refusal) when (refusal.Message == _refusal)
        {
            // Said once is enough.
        }
        catch (TaskForceException refusal)
        {
            _refusal = refusal.Message;
            tell($"{order.Title}: the team's word was not taken: {refusal.Message}");
        }
    }
}
