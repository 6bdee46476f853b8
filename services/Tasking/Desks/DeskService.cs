using System.Collections.Frozen;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using TaskForce.Tasking.Alerts;
using TaskForce.Tasking.Handovers;
using TaskForce.Tasking.Hotspots;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Operations;
using TaskForce.Tasking.Storage;

namespace TaskForce.Tasking.Desks;

/// <summary>The one stream of a desk: the topics that it follows, as they stand in the log.</summary>
internal sealed class DeskService(Watch<TaskingDb> watch) : V1.DeskService.DeskServiceBase
{
    private static readonly FrozenDictionary<string, Func<byte[], V1.DeskEvent>> Changes = new Dictionary<string, Func<byte[], V1.DeskEvent>>
    {
        [HotspotStore.Topic] = payload => new() { Hotspot = V1.HotspotEvent.Parser.ParseFrom(payload) },
        [MissionStore.Topic] = payload => new() { Mission = V1.MissionEvent.Parser.ParseFrom(payload) },
        [AlertStore.Topic] = payload => new() { Alert = V1.AlertEvent.Parser.ParseFrom(payload) },
        [OperationStore.Topic] = payload => new() { Operation = V1.OperationEvent.Parser.ParseFrom(payload) },
        [HandoverStore.Topic] = payload => new() { Handover = V1.HandoverEvent.Parser.ParseFrom(payload) },
    }.ToFrozenDictionary();

    private static readonly string[] Topics = [.. Changes.Keys];

    public override Task WatchDesk(V1.WatchDeskRequest request, IServerStreamWriter<V1.DeskEvent> responseStream, ServerCallContext context) =>
        watch.SendAsync(Topics, request.After, Read, responseStream, context.CancellationToken);

    private static V1.DeskEvent Read(EventRow row)
    {
        var change = Changes[row.Topic](row.Payload);
        change.Time = new DateTimeOffset(row.Time, TimeSpan.Zero).ToTimestamp();
        return change;
    }
}

internal static class DesksModule
{
    public static void MapDesks(this IEndpointRouteBuilder routes) => routes.MapGrpcService<DeskService>();
}
