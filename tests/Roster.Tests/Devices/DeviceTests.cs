using TaskForce.Roster.Devices;
using static TaskForce.Roster.Devices.DeviceState;

namespace TaskForce.Roster.Tests.Devices;

public class DeviceTests
{
    private static readonly DateTimeOffset Now = RosterApp.Start;
    private static readonly EnrolmentCode Code = EnrolmentCode.New(new("kxq7m2vnpd"));

    [Fact]
    public void Moves_ThatTheTableDoesNotHave_AreRefusedByName()
    {
        var certificate = new DeviceCertificate("1", Now, Now.AddDays(1));
        var states = new Dictionary<DeviceState, Device>
        {
            [Invited] = New.Invite(Invitation.For(Code, Now.AddMinutes(15)), Now),
        };
        states[Enrolled] = states[Invited].Enrol(certificate, Now);
        states[Revoked] = states[Enrolled].Revoke("", Now);
        states[Expired] = states[Enrolled].Lapse(Now.AddDays(1));

        Assert.Equal(["Enrolled", "Expired", "Revoked"], Refusing(device => device.Invite(Invitation.For(Code, Now), Now)));
        Assert.Equal(["Enrolled", "Expired", "Revoked"], Refusing(device => device.Enrol(certificate, Now)));
        Assert.Equal(["Expired", "Invited", "Revoked"], Refusing(device => device.Renew(certificate, Now)));
        Assert.Equal(["Expired"], Refusing(device => device.Revoke("", Now)));

        string[] Refusing(Action<Device> move) => [.. states.Where(state => Record.Exception(() => move(state.Value)) is DomainException { Fault: Fault.Rejected })
            .Select(state => state.Key.ToString()).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void Code_WrittenAndRead_IsTheSame() => Assert.Equal(Code, EnrolmentCode.TryParse(Code.ToString()));

    [Fact]
    public void Invitation_OfACode_HoldsNothingOfItsSecret()
    {
        var invitation = Invitation.For(Code, Now);

        Assert.True(invitation.IsFor(Code));
        Assert.False(invitation.IsFor(Code with { Secret = "" }));
        Assert.NotEqual(invitation.Hash, Invitation.For(Code, Now).Hash);
        Assert.DoesNotContain(Code.Secret, System.Text.Json.JsonSerializer.Serialize(invitation), StringComparison.Ordinal);
    }

    private static Device New => Device.New(new("kxq7m2vnpd"), "members/de-falke-1", "DE", "", Now);
}
