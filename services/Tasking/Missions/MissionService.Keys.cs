using Google.Protobuf;
using Google.Type;
using Grpc.Core;
using TaskForce.Tasking.Delegations;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Tasking.Missions;

/// <summary>The nations' keys, and the change that voids them.</summary>
internal sealed partial class MissionService
{
    private const int ShortestDigest = 12;

    public override Task<V1.Mission> UpdateMission(V1.UpdateMissionRequest request, ServerCallContext context)
    {
        var (caller, changes) = (context.GetCaller(), request.Mission ?? new());

        return ChangeAsync(changes.Name, changes.Etag, request, EventType.Updated, context, async (db, row, now) =>
        {
            var asked = UpdateMask.Apply((await db.ToProtoAsync([row]))[0], changes, request.UpdateMask, "mission");
            return row.Value.Change(Changed(row.Value.Brief, asked), caller.Subject, now);
        });
    }

    public override Task<V1.Mission> ApproveMission(V1.ApproveMissionRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();
        Check(violations =>
        {
            violations.CheckText(request.Comment, 0, LongestComment, "comment");
            violations.CheckText(request.OverrideReason, 0, LongestComment, "override_reason");
            violations.Check(request.Digest.Length == 0 || (request.Digest.Length is >= ShortestDigest and <= 64 && request.Digest.All(char.IsAsciiHexDigitLower)),
                "digest", $"must be at least {ShortestDigest} lower-case hexadecimal digits");
        });

        return ChangeAsync(request.Name, request.Etag, request, EventType.Approved, context, async (db, row, now) =>
            row.Value.Approve(await KeyOfAsync(db, row, caller, request.Comment, now) with
            {
                OverrideReason = request.OverrideReason.Trim(),
                SeenDigest = request.Digest,
            }, now));
    }

    public override Task<V1.Mission> RejectMission(V1.RejectMissionRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();
        Check(violations => violations.CheckText(request.Reason, 1, LongestComment, "reason"));

        return ChangeAsync(request.Name, request.Etag, request, EventType.Rejected, context, async (db, row, now) =>
            row.Value.Reject(await KeyOfAsync(db, row, caller, request.Reason, now), now));
    }

    // The same for changes that look at more than the mission, and have consequences within the same transaction.
    private Task<V1.Mission> ChangeAsync(
        string mission, string etag, IMessage request, EventType type, ServerCallContext context,
        Func<TaskingDb, MissionRow, DateTimeOffset, Task<Mission>> change,
        Func<TaskingDb, MissionRow, V1.Mission, DateTimeOffset, Task<V1.Mission>>? then = null)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.Parse<MissionName>(mission);

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Missions.GetAsync(name);
            row.Value.MustBeActedOnBy(caller);
            Etag.Check(etag, row.Version, row.Name);
            var next = await change(db, row, now);
            if (ReferenceEquals(next, row.Value))
            {
                return (await db.ToProtoAsync([row]))[0];
            }

            row.Set(next);
            var changed = await db.RecordAsync(row, type, caller.Subject, now);
            return then is null ? changed : await then(db, row, changed, now);
        }, context.CancellationToken);
    }

    private static async Task<Key> KeyOfAsync(TaskingDb db, MissionRow seen, Caller caller, string comment, DateTimeOffset now) =>
        new(caller.Nation, caller.Subject, comment.Trim(), seen.Etag)
        {
            Authority = await db.EntitleAsync(caller, seen.Value, now),
        };

    private static MissionBrief Changed(MissionBrief brief, V1.Mission asked)
    {
        Check(violations =>
        {
            violations.CheckText(asked.Title, 1, 200, "mission.title");
            violations.CheckText(asked.Instructions, 0, 2000, "mission.instructions");
            violations.Check(asked.Period is not null, "mission.period", "is required");
            violations.CheckPeriod(asked.Period, "mission.period");
        });
        var requirement = brief.Requirement.Clone();
        requirement.Period = asked.Period;
        return brief with { Title = asked.Title.Trim(), Instructions = asked.Instructions.Trim(), Requirement = requirement };
    }
}

internal static class PeriodChecks
{
    /// <summary>Notes a period without both ends, or that ends before it begins. An absent one passes.</summary>
    public static void CheckPeriod(this Violations violations, Interval? period, string field) =>
        violations.Check(period is null or { StartTime: not null, EndTime: not null } && (period is null || period.StartTime < period.EndTime),
            field, "must have a start and a later end");
}
