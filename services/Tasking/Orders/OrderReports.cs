using Google.Protobuf.WellKnownTypes;

namespace TaskForce.Tasking.Orders;

/// <summary>Reads what devices report, naming everything that is wrong with it.</summary>
internal static class OrderReports
{
    /// <summary>The longest id of a device, in characters.</summary>
    public const int LongestDevice = 100;

    private const int LongestText = 500;

    public static Acknowledgement ToAcknowledgement(this V1.AcknowledgeOrderRequest request, DateTimeOffset now)
    {
        var violations = new Violations();
        violations.Check(request.Rung > V1.Order.Types.Rung.Queued && System.Enum.IsDefined(request.Rung), "rung", "must be STORED or higher");
        violations.CheckText(request.Device, 1, LongestDevice, "device");
        violations.Check(request.DeviceTime is not null, "device_time", "is required");
        violations.CheckText(request.Reason, request.Rung == V1.Order.Types.Rung.Declined ? 1 : 0, LongestText, "reason");
        violations.ThrowIfAny();
        return new((Rung)request.Rung, request.DeviceTime!.ToDateTimeOffset(), now, request.Device, request.Reason.Trim());
    }

    public static Progress ToProgress(this V1.ReportProgressRequest request, DateTimeOffset now)
    {
        var violations = new Violations();
        violations.Check(request.Stage > V1.Order.Types.Stage.Unspecified && System.Enum.IsDefined(request.Stage), "stage", "must be EN_ROUTE, ON_SCENE or CLEAR");
        violations.Check(request.DeviceTime is not null, "device_time", "is required");
        violations.CheckText(request.Note, 0, LongestText, "note");
        violations.ThrowIfAny();
        return new((Stage)request.Stage, request.DeviceTime!.ToDateTimeOffset(), now, request.Note.Trim(), FromPosition: false);
    }

    public static DateTimeOffset ToCheckInTime(this V1.CheckInRequest request)
    {
        var violations = new Violations();
        violations.CheckText(request.Device, 1, LongestDevice, "device");
        violations.Check(request.DeviceTime is not null, "device_time", "is required");
        violations.CheckText(request.Note, 0, LongestText, "note");
        violations.ThrowIfAny();
        return request.DeviceTime!.ToDateTimeOffset();
    }
}
