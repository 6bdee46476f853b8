using Google.Protobuf;

namespace TaskForce.Tasking.Tests.Idempotency;

/// <summary>The same for what a nation does with the audit log.</summary>
internal static class AuditSamples
{
    public static readonly Dictionary<string, Func<TaskingApp, Task<(string Profile, IMessage Request)>>> All = new()
    {
        ["AuditService.SignCheckpoint"] = async app =>
        {
            var entries = await new V1.AuditService.AuditServiceClient(app.As("auditor.de")).ListAuditEntriesAsync(new());
            return ("auditor.de", new Type.V1.SignCheckpointRequest { Checkpoint = ((StillTaskingApp)app).Keys.Sign("DE", entries.Entries[0]) });
        },
        ["AuditService.EraseAuditValues"] = async app =>
        {
            var hotspot = await app.Hotspots().CreateHotspotAsync(new() { Hotspot = TaskingApp.PortHotspot });
            return ("commander.de", new Type.V1.EraseAuditValuesRequest { Value = hotspot.Name });
        },
    };
}
