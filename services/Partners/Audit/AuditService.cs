using Grpc.Core;
using TaskForce.Partners.Storage;
using TaskForce.ServiceDefaults.Audit;
using TaskForce.Type.V1;

namespace TaskForce.Partners.Audit;

internal sealed class AuditService(AuditReader<PartnersDb> reader, CheckpointSigner<PartnersDb> signer, AuditEraser<PartnersDb> eraser) : V1.AuditService.AuditServiceBase
{
    public override Task<ListAuditEntriesResponse> ListAuditEntries(ListAuditEntriesRequest request, ServerCallContext context) =>
        reader.ListAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task WatchAuditEntries(WatchAuditEntriesRequest request, IServerStreamWriter<AuditEvent> responseStream, ServerCallContext context) =>
        reader.WatchAsync(request.After, context.GetCaller(), responseStream, context.CancellationToken);

    public override Task<ListAuditCheckpointsResponse> ListAuditCheckpoints(ListAuditCheckpointsRequest request, ServerCallContext context) =>
        reader.ListCheckpointsAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<AuditCheckpoint> SignCheckpoint(SignCheckpointRequest request, ServerCallContext context) =>
        signer.TakeAsync(request, context.GetCaller(), context.CancellationToken);

    public override Task<EraseAuditValuesResponse> EraseAuditValues(EraseAuditValuesRequest request, ServerCallContext context) =>
        eraser.EraseAsync(request, context.GetCaller(), context.CancellationToken);
}

internal static class AuditModule
{
    public static void MapAudit(this IEndpointRouteBuilder routes) => routes.MapGrpcService<AuditService>();
}
