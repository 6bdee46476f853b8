using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.ServiceDefaults.Devices;
using TaskForce.Testing;
using static TaskForce.Roster.Tests.RosterApp;
using EventType = TaskForce.Roster.V1.DeviceEvent.Types.Type;
using State = TaskForce.Roster.V1.Device.Types.State;

namespace TaskForce.Roster.Tests.Devices;

public abstract class DeviceServiceTests : IAsyncLifetime
{
    private const string Member = "members/de-falke-1";

    private readonly TestAuthority _authority = new(days: 3650);
    private readonly FakeTimeProvider _clock = new(Start);
    private readonly TestStore _store;
    private readonly RosterApp _app;

    protected DeviceServiceTests(TestStore store)
    {
        _store = store;
        _app = new(store, _clock, ("Devices:Authorities:DE:Certificate", _authority.Bundle), ("Devices:Authorities:DE:Key", _authority.BundleKey));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private V1.DeviceService.DeviceServiceClient Anyone => _app.Devices(null);

    public async ValueTask InitializeAsync()
    {
        await _app.EnterAsync(MemberOf("DE", "falke-1", 1));
        await _app.EnterAsync(MemberOf("MA", "atlas-1", 1));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _store.Dispose();
        _authority.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task WholeLife_InvitedEnrolledRenewedRevoked_IsInTheLog()
    {
        var invited = await InviteAsync();
        var (enrolled, certificate) = await EnrolAsync(invited.Code);
        _clock.Advance(TimeSpan.FromHours(16));
        var renewed = await Self(enrolled).RenewDeviceCertificateAsync(new() { Name = enrolled.Name, SigningRequest = Csr() });
        var revoked = await _app.Devices("commander.de").RevokeDeviceAsync(new() { Name = enrolled.Name, Reason = "Lost." });

        Assert.Equal((State.Invited, Start.AddMinutes(15)), (invited.Device.State, invited.Device.InvitationExpireTime.ToDateTimeOffset()));
        Assert.Equal((State.Enrolled, Member, "DE", Start.AddHours(24)), (enrolled.State, enrolled.Member, enrolled.Nation, enrolled.CertificateExpireTime.ToDateTimeOffset()));
        Assert.Equal(certificate.SerialNumber, enrolled.CertificateSerial);
        Assert.Equal(Start.AddHours(40), renewed.Device.CertificateExpireTime.ToDateTimeOffset());
        Assert.NotEqual(certificate.SerialNumber, renewed.Device.CertificateSerial);
        Assert.Equal((State.Revoked, "Lost.", Start.AddHours(16)), (revoked.State, revoked.RevokeReason, revoked.RevokeTime.ToDateTimeOffset()));
        Assert.Equal(
            [(EventType.Invited, "dispatcher.de"), (EventType.Enrolled, enrolled.Name), (EventType.Renewed, enrolled.Name), (EventType.Revoked, "commander.de")],
            (await EventsAsync(4)).Select(change => (change.Type, change.Actor)));
    }

    [Fact]
    public async Task EnrolDevice_Certificate_NamesTheDeviceForClientsAndIsVouchedFor()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var invited = await InviteAsync();

        var answer = await Anyone.EnrolDeviceAsync(new() { Code = invited.Code, SigningRequest = Csr(key) });

        X509Certificate2Collection chain = [];
        chain.ImportFromPem(answer.CertificateChain);
        var certificate = chain[0];
        Assert.Equal(new(invited.Device.Name, Member, "DE"), DeviceIdentity.Of(certificate));
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), certificate.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.Equal(Start.AddMinutes(-5), certificate.NotBefore.ToUniversalTime());
        Assert.Equal(["1.3.6.1.5.5.7.3.2"], certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(use => use.Value));
        Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal(_authority.Root.Thumbprint, chain[1].Thumbprint);
        using var check = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, VerificationTime = Start.UtcDateTime } };
        check.ChainPolicy.CustomTrustStore.Add(_authority.Root);
        Assert.True(check.Build(certificate), string.Join(", ", check.ChainStatus.Select(status => status.StatusInformation)));
    }

    [Fact]
    public async Task EnrolDevice_WrongCode_IsCountedAndLocksInTheEnd()
    {
        var invited = await InviteAsync();
        var wrong = invited.Code[..^4] + "zzzz";
        for (var tries = 0; tries < 5; tries++)
        {
            await Refused(StatusCode.PermissionDenied, "ENROLMENT_CODE_WRONG", EnrolCall(wrong));
        }

        await Refused(StatusCode.FailedPrecondition, "ENROLMENT_CODE_LOCKED", EnrolCall(invited.Code));
    }

    [Theory]
    [InlineData("nosuchdevice-2345-6789-bcdf")]
    [InlineData("-")]
    [InlineData("%")]
    public async Task EnrolDevice_NoCodeAtAll_IsWrongAndNothingElse(string code) =>
        await Refused(StatusCode.PermissionDenied, "ENROLMENT_CODE_WRONG", EnrolCall(code));

    [Fact]
    public async Task EnrolDevice_CodeAsPeopleTypeIt_IsTaken() => await EnrolCall($"  {(await InviteAsync()).Code.ToUpperInvariant().Replace("-", " - ", StringComparison.Ordinal)} ");

    [Fact]
    public async Task EnrolDevice_CodeTwice_IsRefusedTheSecondTime()
    {
        var invited = await InviteAsync();
        await EnrolAsync(invited.Code);

        await Refused(StatusCode.FailedPrecondition, "ENROLMENT_CODE_USED", EnrolCall(invited.Code));
    }

    [Fact]
    public async Task EnrolDevice_SentAgain_IsAnsweredAsBefore()
    {
        var request = new V1.EnrolDeviceRequest { Code = (await InviteAsync()).Code, SigningRequest = Csr(), RequestId = Guid.NewGuid().ToString() };

        Assert.Equal(await Anyone.EnrolDeviceAsync(request), await Anyone.EnrolDeviceAsync(request));
    }

    [Fact]
    public async Task EnrolDevice_ManyAtOnceWithOneCode_OneGetsIn()
    {
        var invited = await InviteAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await EnrolCall(invited.Code);
                return "in";
            }
            catch (RpcException refusal)
            {
                return refusal.GetRpcStatus()!.GetDetail<Google.Rpc.ErrorInfo>()!.Reason;
            }
        }));

        Assert.Equal(["ENROLMENT_CODE_USED", "in"], outcomes.Distinct().Order(StringComparer.Ordinal));
        Assert.Single(outcomes, "in");
    }

    [Fact]
    public async Task EnrolDevice_CodeThatIsOver_IsRefused()
    {
        var invited = await InviteAsync();
        _clock.Advance(TimeSpan.FromMinutes(15));

        await Refused(StatusCode.FailedPrecondition, "ENROLMENT_CODE_EXPIRED", EnrolCall(invited.Code));
    }

    [Fact]
    public async Task EnrolDevice_RevokedInvitation_IsRefused()
    {
        var invited = await InviteAsync();
        await _app.Devices().RevokeDeviceAsync(new() { Name = invited.Device.Name });

        await Refused(StatusCode.FailedPrecondition, "DEVICE_REVOKED", EnrolCall(invited.Code));
    }

    [Theory]
    [InlineData("rsa")]
    [InlineData("weak curve")]
    [InlineData("other subject")]
    [InlineData("broken signature")]
    [InlineData("noise")]
    public async Task EnrolDevice_SigningRequestThatWillNotDo_IsRefusedAndTheCodeStaysGood(string fault)
    {
        var invited = await InviteAsync();

        var refusal = await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS", Anyone.EnrolDeviceAsync(new() { Code = invited.Code, SigningRequest = FaultyCsr(fault) }));

        Assert.Equal(["signing_request"], refusal.GetRpcStatus()!.GetDetail<Google.Rpc.BadRequest>()!.FieldViolations.Select(violation => violation.Field));
        await EnrolAsync(invited.Code);
    }

    [Fact]
    public async Task EnrolDevice_SigningRequestThatNamesTheDevice_IsTaken()
    {
        var invited = await InviteAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        await Anyone.EnrolDeviceAsync(new() { Code = invited.Code, SigningRequest = Csr(key, $"CN={invited.Device.Name["devices/".Length..]}") });
    }

    [Fact]
    public async Task InviteDevice_SentAgain_IsTheSameDeviceWithAnotherCode()
    {
        var request = new V1.InviteDeviceRequest { Member = Member, RequestId = Guid.NewGuid().ToString() };
        var first = await _app.Devices().InviteDeviceAsync(request);
        var second = await _app.Devices().InviteDeviceAsync(request);

        Assert.Equal(first.Device.Name, second.Device.Name);
        await Refused(StatusCode.PermissionDenied, "ENROLMENT_CODE_WRONG", EnrolCall(first.Code));
        await EnrolAsync(second.Code);
        Assert.Equal("", (await _app.Devices().InviteDeviceAsync(request)).Code);
    }

    [Fact]
    public async Task InviteDevice_ForAnotherNationsMember_IsDenied() =>
        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", _app.Devices("dispatcher.ma").InviteDeviceAsync(new() { Member = Member }));

    [Fact]
    public async Task InviteDevice_NationWithoutAuthority_IsRefused() =>
        await Refused(StatusCode.FailedPrecondition, "NO_DEVICE_AUTHORITY", _app.Devices("dispatcher.ma").InviteDeviceAsync(new() { Member = "members/ma-atlas-1" }));

    [Fact]
    public async Task InviteDevice_NobodyOfThatName_IsNotFound() =>
        await Refused(StatusCode.NotFound, "MEMBER_NOT_FOUND", _app.Devices().InviteDeviceAsync(new() { Member = "members/nobody" }));

    [Fact]
    public async Task InviteDevice_MoreThanAMemberMayHave_IsRefusedUntilOneIsGone()
    {
        var devices = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            devices.Add((await InviteAsync()).Device.Name);
        }

        await Refused(StatusCode.ResourceExhausted, "TOO_MANY_DEVICES", _app.Devices().InviteDeviceAsync(new() { Member = Member }));
        await _app.Devices().RevokeDeviceAsync(new() { Name = devices[3] });
        await InviteAsync();
    }

    [Fact]
    public async Task RenewDeviceCertificate_ByAnybodyElse_IsDenied()
    {
        var (device, _) = await EnrolAsync((await InviteAsync()).Code);
        var (other, _) = await EnrolAsync((await InviteAsync()).Code);
        var request = new V1.RenewDeviceCertificateRequest { Name = device.Name, SigningRequest = Csr() };

        await Refused(StatusCode.PermissionDenied, "NOT_THIS_DEVICE", Self(other).RenewDeviceCertificateAsync(request));
        await Refused(StatusCode.PermissionDenied, "NOT_THIS_DEVICE", _app.Devices("field:de-falke-1").RenewDeviceCertificateAsync(request));
        await Refused(StatusCode.PermissionDenied, "ROLE_REQUIRED", _app.Devices().RenewDeviceCertificateAsync(request));
    }

    [Fact]
    public async Task RenewDeviceCertificate_RevokedOrTooLate_IsRefused()
    {
        var (revoked, _) = await EnrolAsync((await InviteAsync()).Code);
        var (late, _) = await EnrolAsync((await InviteAsync()).Code);
        await _app.Devices().RevokeDeviceAsync(new() { Name = revoked.Name });
        await Refused(StatusCode.FailedPrecondition, "DEVICE_REVOKED", Self(revoked).RenewDeviceCertificateAsync(new() { Name = revoked.Name, SigningRequest = Csr() }));
        _clock.Advance(TimeSpan.FromHours(24));

        await Refused(StatusCode.FailedPrecondition, "DEVICE_EXPIRED", Self(late).RenewDeviceCertificateAsync(new() { Name = late.Name, SigningRequest = Csr() }));
    }

    [Fact]
    public async Task RevokeDevice_ByOthers_IsDeniedAndByItsMemberDone()
    {
        var (device, _) = await EnrolAsync((await InviteAsync()).Code);
        var request = new V1.RevokeDeviceRequest { Name = device.Name };

        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", _app.Devices("commander.ma").RevokeDeviceAsync(request));
        await Refused(StatusCode.PermissionDenied, "NOT_YOUR_DEVICE", _app.Devices("field:de-falke-2").RevokeDeviceAsync(request));
        var revoked = await _app.Devices("field:de-falke-1").RevokeDeviceAsync(request);

        Assert.Equal(State.Revoked, revoked.State);
        Assert.Equal(revoked, await _app.Devices().RevokeDeviceAsync(request));
    }

    [Fact]
    public async Task DeleteMember_WithDevices_RevokesThem()
    {
        var (device, _) = await EnrolAsync((await InviteAsync()).Code);

        await _app.Members().DeleteMemberAsync(new() { Name = Member });

        var left = await _app.Devices().GetDeviceAsync(new() { Name = device.Name });
        Assert.Equal((State.Revoked, $"{Member} was deleted."), (left.State, left.RevokeReason));
    }

    [Fact]
    public async Task Keeper_WhatHasEnded_IsNotedAsExpired()
    {
        var unused = (await InviteAsync()).Device.Name;
        var (enrolled, _) = await EnrolAsync((await InviteAsync()).Code);
        using var watch = _app.Devices().WatchDevices(new() { Filter = new() { States = { State.Expired } } });
        // The first heartbeat: the watch hears what happens from now on.
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));

        _clock.Advance(TimeSpan.FromMinutes(16));
        var first = await NextAsync(watch);
        _clock.Advance(TimeSpan.FromHours(24));
        var second = await NextAsync(watch);

        Assert.Equal([(unused, EventType.Expired), (enrolled.Name, EventType.Expired)], [(first.Device.Name, first.Type), (second.Device.Name, second.Type)]);
        await Refused(StatusCode.FailedPrecondition, "DEVICE_STATE", _app.Devices().RevokeDeviceAsync(new() { Name = enrolled.Name }));
    }

    [Fact]
    public async Task ListDevices_ByDifferentPeople_ShowsWhatIsTheirs()
    {
        var invited = (await InviteAsync()).Device.Name;
        var (enrolled, _) = await EnrolAsync((await InviteAsync()).Code);
        await _app.Devices().RevokeDeviceAsync(new() { Name = enrolled.Name });

        Assert.Equal([invited, enrolled.Name], await ListAsync("auditor.de"));
        Assert.Empty(await ListAsync("dispatcher.ma"));
        Assert.Equal([invited, enrolled.Name], await ListAsync("field:de-falke-1"));
        Assert.Empty(await ListAsync("field:de-falke-2"));
        Assert.Equal([enrolled.Name], await ListAsync("service:gateway", new() { States = { State.Revoked }, Certified = true }));
        _clock.Advance(TimeSpan.FromDays(2));
        Assert.Empty(await ListAsync("service:gateway", new() { States = { State.Revoked }, Certified = true }));
        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", _app.Devices("auditor.ma").GetDeviceAsync(new() { Name = invited }));
    }

    private async Task<V1.InviteDeviceResponse> InviteAsync() => await _app.Devices().InviteDeviceAsync(new() { Member = Member, DisplayName = "Phone" });

    private AsyncUnaryCall<V1.EnrolDeviceResponse> EnrolCall(string code) => Anyone.EnrolDeviceAsync(new() { Code = code, SigningRequest = Csr() });

    private async Task<(V1.Device Device, X509Certificate2 Certificate)> EnrolAsync(string code)
    {
        var answer = await EnrolCall(code);
        return (answer.Device, X509Certificate2.CreateFromPem(answer.CertificateChain));
    }

    private V1.DeviceService.DeviceServiceClient Self(V1.Device device) => new(_app.AsDevice(device.Name, device.Member, device.Nation));

    private async Task<IEnumerable<string>> ListAsync(string profile, V1.DeviceFilter? filter = null) =>
        (await _app.Devices(profile).ListDevicesAsync(new() { Filter = filter })).Devices.Select(device => device.Name);

    private async Task<List<V1.DeviceEvent>> EventsAsync(int count)
    {
        using var watch = _app.Devices("auditor.de").WatchDevices(new());
        var events = new List<V1.DeviceEvent>();
        while (events.Count < count)
        {
            events.Add(await NextAsync(watch));
        }

        return events;
    }

    private static async Task<V1.DeviceEvent> NextAsync(AsyncServerStreamingCall<V1.DeviceEvent> watch)
    {
        do
        {
            Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        }
        while (watch.ResponseStream.Current.Type == EventType.Heartbeat);

        return watch.ResponseStream.Current;
    }

    private static ByteString FaultyCsr(string fault)
    {
        using var strong = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        switch (fault)
        {
            case "rsa":
                using (var rsa = RSA.Create(2048))
                {
                    return ByteString.CopyFrom(new CertificateRequest("", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest());
                }

            case "weak curve":
                using (var weak = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp224r1")))
                {
                    return Csr(weak);
                }

            case "other subject":
                return Csr(strong, "CN=somebody-else");
            case "broken signature":
                var broken = Csr(strong).ToByteArray();
                broken[^1] ^= 1;
                return ByteString.CopyFrom(broken);
            default:
                return ByteString.CopyFrom(RandomNumberGenerator.GetBytes(300));
        }
    }

    private static ByteString Csr()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Csr(key);
    }

    private static ByteString Csr(ECDsa key, string subject = "") => ByteString.CopyFrom(new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSigningRequest());
}

public sealed class DeviceServiceOnSqliteTests() : DeviceServiceTests(new SqliteTestStore());

public sealed class DeviceServiceOnPostgresTests() : DeviceServiceTests(new PostgresTestStore());
