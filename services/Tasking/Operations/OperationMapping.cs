using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Tasking.Missions;

namespace TaskForce.Tasking.Operations;

internal static class OperationMapping
{
    public static V1.Operation ToProto(this OperationRow row, Picture picture, DateTimeOffset now)
    {
        var (operation, proto) = (row.Value, row.ToHead());
        proto.Nations.Add(picture.Nations);
        proto.Parts.Add(operation.Parts.Select(part => ToProto(part, operation, picture.Parts.GetValueOrDefault(part.Mission))));
        proto.Devices.Add(operation.Taking.SelectMany(recipient => DevicesOf(recipient, operation, picture, now)));
        proto.Obstacles.Add(Obstacles.Of(operation, picture, now).Select(ToProto));
        return proto;
    }

    /// <summary>What needs no look at anything else.</summary>
    public static V1.Operation ToHead(this OperationRow row)
    {
        var operation = row.Value;
        return new()
        {
            Name = row.Name,
            Title = operation.Plan.Title,
            Missions = { operation.Plan.Missions },
            HHour = operation.Plan.HHour.ToTimestamp(),
            ReadinessValidity = operation.Plan.ReadinessValidity.ToDuration(),
            MaxClockUncertainty = operation.Plan.MaxClockUncertainty.ToDuration(),
            AcknowledgeWithin = operation.Plan.AcknowledgeWithin.ToDuration(),
            State = (V1.Operation.Types.State)operation.State,
            Reason = operation.Reason,
            Goes = { operation.Goes.Select(ToProto) },
            Revision = operation.Current.Revision,
            AcknowledgeBy = operation.AcknowledgeBy?.ToTimestamp(),
            CreateTime = operation.CreateTime.ToTimestamp(),
            UpdateTime = operation.UpdateTime.ToTimestamp(),
            GoTime = operation.GoTime?.ToTimestamp(),
            EndTime = operation.EndTime?.ToTimestamp(),
            SealTime = operation.SealTime?.ToTimestamp(),
            RecordDigest = ByteString.CopyFrom(Convert.FromHexString(operation.RecordDigest)),
            Etag = row.Etag,
        };
    }

    /// <summary>One device as a caller sees it.</summary>
    public static V1.Operation.Types.Device ToProto(this OperationDevice device, Recipient recipient, Operation operation, DeviceClock? clock, DateTimeOffset now)
    {
        var proto = ToProto(device, operation, clock, now);
        (proto.Member, proto.CallSign, proto.Nation, proto.Mission) = (recipient.Member, recipient.CallSign, recipient.Nation, recipient.Mission);
        return proto;
    }

    private static V1.Operation.Types.Part ToProto(Part part, Operation operation, PartView? mission) => new()
    {
        Mission = part.Mission,
        Title = mission?.Title ?? "",
        MissionState = mission?.State.ToProto() ?? V1.Mission.Types.State.Unspecified,
        Nations = { mission?.Nations ?? [] },
        Readiness = (V1.Operation.Types.Readiness)part.Readiness,
        Reason = part.Reason,
        Actor = part.Actor,
        ActorNations = { part.Unit.Length > 0 ? [part.Unit] : [] },
        Time = part.Time?.ToTimestamp(),
        FromCentre = part.FromCentre,
        ExpireTime = part.Readiness == Readiness.Ready ? (part.Time + operation.Plan.ReadinessValidity)?.ToTimestamp() : null,
    };

    private static V1.Operation.Types.Go ToProto(Go go) => new()
    {
        Nation = go.Nation,
        Go_ = go.IsGo,
        Actor = go.Actor,
        Time = go.Time.ToTimestamp(),
        Reason = go.Reason,
    };

    private static V1.Operation.Types.Obstacle ToProto(Obstacle obstacle) => new()
    {
        Kind = obstacle.Kind,
        Subject = obstacle.Subject,
        Message = obstacle.Message,
        Nation = obstacle.Nation,
        CallSign = obstacle.CallSign,
        Device = obstacle.Device,
    };

    // A recipient without a device is there as well, with an empty one.
    private static IEnumerable<V1.Operation.Types.Device> DevicesOf(Recipient recipient, Operation operation, Picture picture, DateTimeOffset now) =>
        picture.Devices.Where(device => device.Member == recipient.Member).DefaultIfEmpty(new("", recipient.Member, "", IsLate: false))
            .Select(device => device.ToProto(recipient, operation, picture.ClockOf(device), now));

    private static V1.Operation.Types.Device ToProto(OperationDevice device, Operation operation, DeviceClock? clock, DateTimeOffset now) => new()
    {
        Device_ = device.Device,
        Revision = device.Revision,
        Rung = device.RungOf(operation.Current.Revision),
        Clock = clock?.ToProto(),
        ClockUncertainty = clock?.UncertaintyAt(now).ToDuration(),
        Late = device.IsLate,
        Release = device.Release?.ToProto(),
        ReleaseReportTime = device.Release?.ReportTime.ToTimestamp(),
        AbortOutcome = device.OutcomeOf(operation),
    };
}
