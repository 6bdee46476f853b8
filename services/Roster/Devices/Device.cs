using TaskForce.ServiceDefaults.Devices;
using static TaskForce.Roster.Devices.DeviceState;

namespace TaskForce.Roster.Devices;

/// <summary>The life cycle of a device; the numbers are the contract's.</summary>
internal enum DeviceState
{
    Invited = 1,
    Enrolled = 2,
    Revoked = 3,
    Expired = 4,
}

/// <summary>What is kept of a device's newest certificate.</summary>
internal sealed record DeviceCertificate(string Serial, DateTimeOffset IssueTime, DateTimeOffset Until);

/// <summary>A field client of a member. Immutable: each step returns a new device.</summary>
internal sealed record Device(
    DeviceName Name, string Member, string Nation, string DisplayName, DeviceState State, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    public Invitation? Invitation { get; init; }

    public DateTimeOffset? EnrolTime { get; init; }

    public DeviceCertificate? Certificate { get; init; }

    public DateTimeOffset? RevokeTime { get; init; }

    public string RevokeReason { get; init; } = "";

    public DeviceIdentity Identity => new(Name.ToString(), Member, Nation);

    /// <summary>When it expires by itself; null once it has ended.</summary>
    public DateTimeOffset? Due => State switch
    {
        Invited => Invitation?.Until,
        Enrolled => Certificate?.Until,
        _ => null,
    };

    public static Device New(DeviceName name, string member, string nation, string displayName, DateTimeOffset now) =>
        new(name, member, nation, displayName, Invited, now, now);

    /// <summary>Gives it a code in place of the one before.</summary>
    public Device Invite(Invitation invitation, DateTimeOffset now) => MoveTo(Invited, now) with { Invitation = invitation };

    /// <summary>Why a code does not enrol this device now; null if it does.</summary>
    public DomainException? Refuse(EnrolmentCode code, int mostTries, DateTimeOffset now) => this switch
    {
        { Invitation: null } => EnrolmentRefusals.Wrong,
        { Invitation.WrongTries: var tries } when tries >= mostTries => EnrolmentRefusals.Locked,
        _ when !Invitation.IsFor(code) => EnrolmentRefusals.Wrong,
        { State: Revoked } => Ended("DEVICE_REVOKED", "was revoked; ask for another code"),
        { State: Enrolled } => EnrolmentRefusals.Used,
        _ when State == Expired && EnrolTime is not null => EnrolmentRefusals.Used,
        _ => now >= Invitation.Until ? EnrolmentRefusals.Expired : null,
    };

    /// <summary>Counts a wrong code.</summary>
    public Device CountWrongTry(DateTimeOffset now) => State == Invited
        ? this with { Invitation = Invitation! with { WrongTries = Invitation.WrongTries + 1 }, UpdateTime = now }
        : this;

    public Device Enrol(DeviceCertificate certificate, DateTimeOffset now) => MoveTo(Enrolled, now) with { EnrolTime = now, Certificate = certificate };

    public Device Renew(DeviceCertificate certificate, DateTimeOffset now) => (State, IsOver(now)) switch
    {
        (Revoked, _) => throw Ended("DEVICE_REVOKED", "was revoked"),
        (Enrolled, false) => this with { Certificate = certificate, UpdateTime = now },
        _ => throw Ended("DEVICE_EXPIRED", "has no certificate that is valid; it must be invited again"),
    };

    /// <summary>Shuts it out; one that was revoked before stays as it is.</summary>
    public Device Revoke(string reason, DateTimeOffset now) => State == Revoked ? this
        : MoveTo(Revoked, now) with { RevokeTime = now, RevokeReason = reason };

    /// <summary>What becomes of a device whose code or certificate has ended.</summary>
    public Device Lapse(DateTimeOffset now) => IsOver(now) ? MoveTo(Expired, now) : this;

    private bool IsOver(DateTimeOffset now) => Due <= now;

    private Device MoveTo(DeviceState next, DateTimeOffset now) => CanMove(State, next)
        ? this with { State = next, UpdateTime = now }
        : throw new DomainException(Fault.Rejected, "DEVICE_STATE", $"{Name} is {Wire(State)}; it cannot become {Wire(next)}.");

    private DomainException Ended(string reason, string what) => new(Fault.Rejected, reason, $"{Name} {what}.");

    private static string Wire(DeviceState state) => WireName.Of((V1.Device.Types.State)state);

    // The whole life cycle. A pair that is not here is not allowed.
    private static bool CanMove(DeviceState from, DeviceState to) => (from, to) switch
    {
        (Invited, Invited or Enrolled or Revoked or Expired) => true,
        (Enrolled, Revoked or Expired) => true,
        _ => false,
    };
}

/// <summary>Why a code is refused: what is said tells nothing to who only guesses.</summary>
internal static class EnrolmentRefusals
{
    public static DomainException Wrong => new(Fault.Denied, "ENROLMENT_CODE_WRONG", "This code enrols no device.");

    public static DomainException Locked => new(Fault.Rejected, "ENROLMENT_CODE_LOCKED", "Wrong codes were tried too often; ask for another code.");

    public static DomainException Used => new(Fault.Rejected, "ENROLMENT_CODE_USED", "This code was used before; ask for another one.");

    public static DomainException Expired => new(Fault.Rejected, "ENROLMENT_CODE_EXPIRED", "This code has expired; ask for another one.");
}
