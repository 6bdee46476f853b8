using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.ResponsePlans;
using TaskForce.Tasking.Storage;
using Positions = TaskForce.Geolocation.V1.PositionService.PositionServiceClient;

namespace TaskForce.Tasking.Missions;

/// <summary>Follows the recipients of one mission until it ends.</summary>
internal sealed partial class MissionArrivals(
    V1.Mission mission, Journal<TaskingDb> journal, Positions positions, IOptions<ResponsePlanOptions> plans, TimeProvider clock, ILogger<MissionArrivals> log)
    : Follower(clock, log)
{
    private const string Actor = "service:tasking";

    // A position from before the orders shows where somebody was; a device's clock may be a little behind.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private readonly ILogger _log = log;
    private long _after;

    protected override async Task FollowAsync(CancellationToken cancellation)
    {
        try
        {
            await FollowFromCursorAsync(cancellation);
        }
        catch (RpcException gone) when (gone.StatusCode == StatusCode.OutOfRange)
        {
            // The track was trimmed or restored: the last known positions are the beginning again.
            _after = 0;
        }
    }

    private async Task FollowFromCursorAsync(CancellationToken cancellation)
    {
        using var inside = positions.WatchPositions(new() { After = _after, Filter = Filter() }, cancellationToken: cancellation);
        await foreach (var change in inside.ResponseStream.ReadAllAsync(cancellation))
        {
            // One that is not believed now may be later, when it is told again.
            if (change.Position is { Report: { } report, State: not Geolocation.V1.Position.Types.State.Implausible } && report.EventTime.ToDateTimeOffset() >= mission.DispatchTime.ToDateTimeOffset() - Grace)
            {
                await journal.ChangeAsync(db => ArriveAsync(db, report), cancellation);
            }

            _after = change.Sequence;
        }
    }

    private Geolocation.V1.PositionFilter Filter()
    {
        var deployed = mission.Orders.Where(order => order is { Kind: V1.Order.Types.Kind.Deploy, SupersededBy: "" }).ToList();
        return new()
        {
            Subjects = { deployed.Select(order => order.Recipient) },
            Area = new() { Circle = new() { Center = deployed[0].Place.Location, RadiusMetres = deployed[0].RadiusMetres } },
        };
    }

    private async Task<bool> ArriveAsync(TaskingDb db, Geolocation.V1.PositionReport report)
    {
        var name = OrderName.Parse(mission.Orders.First(
            order => order is { Kind: V1.Order.Types.Kind.Deploy, SupersededBy: "" } && order.Recipient == report.Subject).Name);
        var row = await db.Orders.GetAsync(name);
        var current = await db.Missions.GetAsync(name.Mission);
        var now = Clock.GetUtcNow();
        var arrival = new Progress(Stage.OnScene, report.EventTime.ToDateTimeOffset(), now, "", FromPosition: true);
        // A position that comes late may show that it was earlier.
        var isNews = row.Value.Stage < Stage.OnScene || row.Value.Progress.Any(known => known.IsCorrectedBy(arrival));
        if (row.Value.Rung == Rung.Declined || !isNews || row.Value.Successor is not null || !current.Value.IsLive)
        {
            return false;
        }

        await db.ChangeOrderAsync(row, new(V1.MissionEvent.Types.Type.Progressed, (order, plan) => order.Report(arrival, plan.CheckIn))
        {
            Follow = (m, order) => m.Follow(order.Stage, now),
        }, plans.Value, Actor, now);
        LogArrived(_log, report.Subject, mission.Name);
        return true;
    }

    [LoggerMessage(LogLevel.Information, "{Subject} has arrived for {Mission}")]
    private static partial void LogArrived(ILogger log, string subject, string mission);
}
