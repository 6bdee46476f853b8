using Grpc.Core;
using TaskForce.Roster.V1;
using TaskForce.Type.V1;

namespace TaskForce.Cli.Tests.Gateway;

/// <summary>The roster's audit log: whatever the test put into it.</summary>
internal sealed class FakeAudit(FakeGateway gateway) : AuditService.AuditServiceBase
{
    public override Task<ListAuditEntriesResponse> ListAuditEntries(ListAuditEntriesRequest request, ServerCallContext context)
    {
        gateway.Asked.Enqueue(request);
        return Task.FromResult(new ListAuditEntriesResponse { Entries = { gateway.Audit } });
    }

    public override async Task WatchAuditEntries(WatchAuditEntriesRequest request, IServerStreamWriter<AuditEvent> responseStream, ServerCallContext context)
    {
        foreach (var entry in gateway.Audit.Where(entry => entry.Record.Number > request.After))
        {
            await responseStream.WriteAsync(new() { Type = AuditEvent.Types.Type.Added, Sequence = entry.Record.Number, Entry = entry });
        }

        await responseStream.WriteAsync(new() { Type = AuditEvent.Types.Type.Heartbeat });
    }

    public override Task<AuditCheckpoint> SignCheckpoint(SignCheckpointRequest request, ServerCallContext context)
    {
        gateway.Change(request, context);
        return Task.FromResult(request.Checkpoint);
    }
}
