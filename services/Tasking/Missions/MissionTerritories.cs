using Grpc.Core;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.Storage;
using static TaskForce.Geolocation.V1.PositionEvent.Types.Type;
using Positions = TaskForce.Geolocation.V1.PositionService.PositionServiceClient;
using Report = TaskForce.Geolocation.V1.PositionReport;

namespace TaskForce.Tasking.Missions;

/// <summary>
/// Follows the recipients of one mission until it ends, and sees when one crosses a territory's line. Only a position whose event time is
/// later than the last one considered counts, so that late data makes no crossing.
/// </summary>
internal sealed class MissionTerritories(
    V1.Mission mission, Positions positions, TerritoryChanges changes, TimeProvider clock, ILogger<MissionTerritories> log)
    : Follower(clock, log)
{
    // A position from before the orders shows where somebody was; a device's clock may be a little behind.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, DateTimeOffset> _considered = [];
    private long _after;

    protected override async Task FollowAsync(CancellationToken cancellation)
    {
        // Somebody who was recalled is not under way any more.
        var orders = mission.Orders.GroupBy(order => order.Recipient).Select(own => own.Last())
            .Where(order => order is { Kind: V1.Order.Types.Kind.Deploy, Remote: false }).ToDictionary(order => order.Recipient, order => OrderName.Parse(order.Name));
        using var moves = positions.WatchPositions(
            new() { After = _after, Filter = new() { Subjects = { orders.Keys } } }, cancellationToken: cancellation);
        await foreach (var change in moves.ResponseStream.ReadAllAsync(cancellation))
        {
            if (change is { Type: Moved or StateChanged, Position: { State: not Geolocation.V1.Position.Types.State.Implausible, Report: { Location: not null } report } } && orders.TryGetValue(report.Subject, out var order) && IsNews(report))
            {
                await changes.ConsiderAsync(order, report, cancellation);
                _considered[report.Subject] = report.EventTime.ToDateTimeOffset();
            }

            _after = change.Sequence;
        }
    }

    private bool IsNews(Report report)
    {
        var time = report.EventTime.ToDateTimeOffset();
        return time >= mission.DispatchTime.ToDateTimeOffset() - Grace && time > _considered.GetValueOrDefault(report.Subject);
    }
}
