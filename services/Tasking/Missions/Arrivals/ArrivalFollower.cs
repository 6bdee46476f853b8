using Grpc.Core;
using TaskForce.Geolocation.V1;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Storage;
using Geofences = TaskForce.Geolocation.V1.GeofenceService.GeofenceServiceClient;
using Positions = TaskForce.Geolocation.V1.PositionService.PositionServiceClient;
using Told = TaskForce.Geolocation.V1.GeofenceEvent.Types.Type;

namespace TaskForce.Tasking.Missions.Arrivals;

/// <summary>
/// Follows what the arrival fences tell: who has come in, and what late positions prove wrong. What is done about an event and how far the log was
/// followed are one change, so that a crash or another process repeats and loses nothing.
/// </summary>
internal sealed partial class ArrivalFollower(
    Journal<TaskingDb> journal, Geofences geofences, Positions positions, ArrivalChanges changes, ILogger<ArrivalFollower> log) : Follower(changes.Clock, log)
{
    private const string Cursor = "arrival-fences";
    private const int PageSize = 1000;

    protected override async Task FollowAsync(CancellationToken cancellation)
    {
        try
        {
            await FollowFromCursorAsync(cancellation);
        }
        catch (RpcException gone) when (gone.StatusCode == StatusCode.OutOfRange)
        {
            await StartAfreshAsync(cancellation);
        }
    }

    private async Task FollowFromCursorAsync(CancellationToken cancellation)
    {
        var after = await journal.ReadAsync(db => db.ReadCursorAsync(Cursor), cancellation);
        using var watch = geofences.WatchGeofenceEvents(new() { After = after, Filter = new() { Geofence = ArrivalFence.All } }, cancellationToken: cancellation);
        await foreach (var told in watch.ResponseStream.ReadAllAsync(cancellation))
        {
            if (IsAboutArrival(told) && !await IsDoubtfulAsync(told, cancellation))
            {
                await journal.ChangeAsync(async db => await db.MoveCursorAsync(Cursor, told.Sequence) && await changes.ApplyAsync(db, told), cancellation);
            }
        }
    }

    // What takes the place of a wrong arrival may be anything.
    private static bool IsAboutArrival(GeofenceEvent told) =>
        told.Type is Told.Entered or Told.Dwelled or Told.Retracted || told.Replaces.Length > 0;

    // A jump, or a lie: whether the member has come in is shown by the position that shows that they stayed.
    private async Task<bool> IsDoubtfulAsync(GeofenceEvent told, CancellationToken cancellation)
    {
        if (told is not { Type: Told.Entered, Replaces: "" })
        {
            return false;
        }

        try
        {
            var position = await positions.GetPositionAsync(new() { Name = $"positions/{told.Subject}" }, cancellationToken: cancellation);
            return position.State == Position.Types.State.Implausible && position.Report.EventTime.Equals(told.EventTime);
        }
        catch (RpcException unknown) when (unknown.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }

    // The log of the fences was trimmed or restored: what it says now of the missions under way takes the place of what was missed.
    private async Task StartAfreshAsync(CancellationToken cancellation)
    {
        var request = new ListGeofencesRequest { Filter = new() { Geofence = ArrivalFence.All }, PageSize = PageSize };
        long? end = null;
        do
        {
            var page = await geofences.ListGeofencesAsync(request, cancellationToken: cancellation);
            end ??= page.Sequence;
            foreach (var fence in page.Geofences)
            {
                await ReadEventsAsync(fence.Name, cancellation);
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        await journal.ChangeAsync(db => db.ResetCursorAsync(Cursor, end.Value), cancellation);
        LogAfresh(end.Value);
    }

    private async Task ReadEventsAsync(string fence, CancellationToken cancellation)
    {
        var request = new ListGeofenceEventsRequest { Parent = fence, ShowRetracted = true, PageSize = PageSize };
        do
        {
            var page = await geofences.ListGeofenceEventsAsync(request, cancellationToken: cancellation);
            foreach (var told in page.Events.Where(each => each.Type is Told.Entered or Told.Dwelled))
            {
                await journal.ChangeAsync(db => changes.ApplyAsync(db, told.Retraction.Length == 0 ? told : TakenBack(told)), cancellation);
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    private static GeofenceEvent TakenBack(GeofenceEvent told) => new()
    {
        Type = Told.Retracted,
        Geofence = told.Geofence,
        Subject = told.Subject,
        EventTime = told.EventTime,
        Retracts = told.Name,
        ReplacedBy = told.ReplacedBy,
    };

    [LoggerMessage(LogLevel.Warning, "The log of the geofences does not go on from where arrivals were followed; they were read afresh up to {Sequence}")]
    private partial void LogAfresh(long sequence);
}
