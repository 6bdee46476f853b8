using Google.Protobuf.WellKnownTypes;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.Devices;

internal static class DeviceMapping
{
    private const int LongestName = 100;
    private const int LongestReason = 1000;

    /// <summary>Whose device is invited, and what it is called.</summary>
    public static (MemberName Member, string DisplayName) ToOwner(this V1.InviteDeviceRequest request)
    {
        var violations = new Violations();
        violations.Require(request);
        violations.CheckText(request.DisplayName, 0, LongestName, "display_name");
        violations.ThrowIfAny();
        return (ResourceName.Parse<MemberName>(request.Member, "member"), request.DisplayName.Trim());
    }

    /// <summary>Why a device is revoked.</summary>
    public static string ToReason(this V1.RevokeDeviceRequest request)
    {
        var violations = new Violations();
        violations.CheckText(request.Reason, 0, LongestReason, "reason");
        violations.ThrowIfAny();
        return request.Reason.Trim();
    }

    public static V1.Device ToProto(this DeviceRow row)
    {
        var device = row.Value;
        return new()
        {
            Name = row.Name,
            Member = device.Member,
            Nation = device.Nation,
            DisplayName = device.DisplayName,
            State = (V1.Device.Types.State)device.State,
            InvitationExpireTime = device.State == DeviceState.Invited ? device.Invitation?.Until.ToTimestamp() : null,
            EnrolTime = device.EnrolTime?.ToTimestamp(),
            RenewTime = device.Certificate?.IssueTime.ToTimestamp(),
            CertificateExpireTime = device.Certificate?.Until.ToTimestamp(),
            CertificateSerial = device.Certificate?.Serial ?? "",
            RevokeTime = device.RevokeTime?.ToTimestamp(),
            RevokeReason = device.RevokeReason,
            CreateTime = device.CreateTime.ToTimestamp(),
            UpdateTime = device.UpdateTime.ToTimestamp(),
            Etag = row.Etag,
        };
    }
}
