using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Missions;
using TaskForce.Tasking.Release;
using TaskForce.Tasking.Storage;
using Role = TaskForce.Roster.V1.TeamMember.Types.Role;

namespace TaskForce.Tasking.Operations;

/// <summary>Reads what is said of a team's readiness, and by whom it may be said.</summary>
internal static class ReadinessReports
{
    private const int LongestReason = 500;

    public static void Check(this V1.SetReadinessRequest request)
    {
        var violations = new Violations();
        var isReady = request.Readiness == V1.Operation.Types.Readiness.Ready;
        violations.Check(isReady || request.Readiness == V1.Operation.Types.Readiness.NotReady, "readiness", "must be READY or NOT_READY");
        violations.CheckText(request.Reason, isReady ? 0 : 1, LongestReason, "reason");
        violations.Check(ResourceName.TryParse<MissionName>(request.Mission) is not null, "mission", "is not a name of the form missions/{mission}");
        violations.ThrowIfAny();
    }

    /// <summary>What is said, if the caller may say it.</summary>
    public static Part ToPart(this V1.SetReadinessRequest request, Operation operation, Picture picture, Caller caller, DateTimeOffset now)
    {
        if (!operation.IsLive || picture.Parts.GetValueOrDefault(request.Mission) is not { } mission)
        {
            throw new DomainException(Fault.Rejected, operation.IsLive ? "NOT_A_PART" : "OPERATION_STATE",
                operation.IsLive ? $"{request.Mission} is no part of {operation.Name}." : $"{operation.Name} is over.");
        }

        MustSpeakFor(mission, caller);
        if (request.Readiness == V1.Operation.Types.Readiness.Ready && (!mission.IsDispatched || mission.NotAccepted.Length > 0))
        {
            throw new DomainException(Fault.Rejected, "NOT_ACCEPTED", mission.IsDispatched
                ? $"{mission.Title} is not accepted by {Units.Count(mission.NotAccepted)}; its team cannot be ready."
                : $"{mission.Title} is {WireName.Of(mission.State.ToProto())}; a team is ready once it is dispatched and has accepted.");
        }

        return new(request.Mission, (Readiness)request.Readiness, request.Reason.Trim(), caller.Subject, now, FromCentre: caller.Member.Length == 0) { Unit = caller.UnitNation() };
    }

    /// <summary>What a field unit needs to see of an operation: its own part.</summary>
    public static V1.Operation OnlyPart(this V1.Operation operation, string mission)
    {
        var own = operation.Clone();
        own.Devices.Clear();
        own.Obstacles.Clear();
        own.Goes.Clear();
        own.Missions.Clear();
        own.Parts.Clear();
        own.Missions.Add(mission);
        own.Parts.Add(operation.Parts.Where(part => part.Mission == mission));
        return own;
    }

    /// <summary>Deletes an operation that nobody outside the centres has heard of.</summary>
    public static async Task DeleteOperationAsync(this TaskingDb db, OperationRow row, Caller caller, DateTimeOffset now)
    {
        var operation = row.Value;
        var picture = await db.PictureOfAsync(operation.Name, operation.Plan.Missions);
        picture.MustTakePart(caller.Nation, operation.Name);
        if (picture.Devices.Count > 0 || !operation.IsLive)
        {
            throw new DomainException(Fault.Rejected, "OPERATION_KNOWN",
                operation.IsLive ? $"{picture.Devices.Count} devices have the H-hour order of {row.Name}; abort it instead." : $"{row.Name} is over; its record is kept.");
        }

        db.Record(row, picture, V1.OperationEvent.Types.Type.Deleted, new(caller.Subject, now));
        foreach (var recipient in operation.Recipients)
        {
            db.Instruct(operation, recipient with { HasLeft = true }, now);
        }

        db.OperationParts.RemoveRange(await db.OperationParts.Where(part => part.Operation == row.Name).ToListAsync());
        db.RecordEntries.RemoveRange(await db.RecordEntries.Where(entry => entry.Operation == row.Name).ToListAsync());
        await db.ClearDeadlinesAsync(row.Name);
        db.Operations.Remove(row);
    }

    private static void MustSpeakFor(PartView mission, Caller caller)
    {
        if (caller.Member.Length == 0)
        {
            _ = mission.Nations.Contains(caller.Nation) ? true : throw new DomainException(Fault.Denied, "OTHER_NATION",
                $"The team of {mission.Title} is of {string.Join(" and ", mission.Nations)}; {caller.Subject} acts for {(caller.Nation.Length > 0 ? caller.Nation : "no nation")}.");
        }
        else if (mission.Team?.Members.Any(member => member.Member == caller.Member && member.Role is Role.Leader or Role.Deputy) != true)
        {
            throw new DomainException(Fault.Denied, "NOT_THE_LEADER", $"{caller.Member} neither leads the team of {mission.Title} nor stands in for its leader.");
        }
    }
}
