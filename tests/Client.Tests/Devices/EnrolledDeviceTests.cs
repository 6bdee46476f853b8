using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Testing;

namespace TaskForce.Client.Tests.Devices;

public sealed class EnrolledDeviceTests : IAsyncLifetime
{
    private static readonly System.Uri Gateway = new("https://gateway.test");

    private readonly FakeServer _server = new();
    private readonly TestAuthority _authority = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly string _directory = Directory.CreateTempSubdirectory("taskforce-device-").FullName;
    private int _issued;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server.Sign = request => _authority.Sign(request, $"device{++_issued}", "de-falke-07", _clock.GetUtcNow(), _clock.GetUtcNow().AddHours(24));
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _authority.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Enrol_Kept_IsReadAsItWasByItsUserAlone()
    {
        var enrolled = await EnrolAsync();

        var again = EnrolledDevice.Open(new(Path.Combine(_directory, "enrolment.json")));

        Assert.Equal(("devices/device1", "members/de-falke-07", Gateway), (again.Name, again.Member, again.Gateway));
        Assert.Equal(enrolled.Credential.Certificate, again.Credential.Certificate);
        Assert.True(again.Credential.Certificate.HasPrivateKey);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_directory, "enrolment.json")));
        }
    }

    [Fact]
    public async Task File_WithAPassphrase_IsReadWithItAlone()
    {
        var path = Path.Combine(_directory, "secret.json");
        var credential = (await EnrolAsync()).Credential;
        new DeviceFile(path, "correct horse").Write(Gateway, credential);

        Assert.Equal(credential.Certificate, new DeviceFile(path, "correct horse").Read().Credential.Certificate);
        Assert.Contains("ENCRYPTED", await File.ReadAllTextAsync(path, Cancellation), StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => new DeviceFile(path, "wrong").Read());
        Assert.Throws<InvalidDataException>(() => new DeviceFile(path).Read());
    }

    [Fact]
    public async Task Enrol_Refused_SaysWhy()
    {
        _server.OnReport = _ => throw Refusal(StatusCode.FailedPrecondition, "ENROLMENT_CODE_USED");

        var refusal = await Assert.ThrowsAsync<TaskForceException>(() => EnrolledDevice.EnrolAsync(_server.Connect(), "code", Cancellation));

        Assert.Equal("ENROLMENT_CODE_USED", refusal.Reason);
    }

    [Fact]
    public async Task StayEnrolled_TwoThirdsOfTheLifeAreOver_RenewsAndKeepsIt()
    {
        var device = await EnrolAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var (first, began) = (device.Credential, _clock.GetUtcNow());
        var staying = device.StayEnrolledAsync(_server.Connect(), end.Token);

        Assert.InRange(device.RenewTime - began, TimeSpan.FromHours(14), TimeSpan.FromHours(18));
        _clock.Advance(device.RenewTime - began);
        Assert.IsType<Roster.V1.RenewDeviceCertificateRequest>(await _server.Reports.NextAsync());
        await end.CancelAsync();
        await staying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await device.RenewAsync(_server.Connect(), Cancellation);

        Assert.NotEqual(first.Certificate, device.Credential.Certificate);
        Assert.NotEqual(first.Certificate.GetPublicKeyString(), device.Credential.Certificate.GetPublicKeyString());
        Assert.Equal(device.Credential.Certificate, EnrolledDevice.Open(new(Path.Combine(_directory, "enrolment.json"))).Credential.Certificate);
    }

    [Fact]
    public async Task StayEnrolled_Revoked_EndsAndSaysSo()
    {
        var device = await EnrolAsync();
        _server.OnReport = _ => throw Refusal(StatusCode.Unauthenticated, "DEVICE_REVOKED");
        _clock.Advance(TimeSpan.FromHours(20));

        var refusal = await Assert.ThrowsAsync<TaskForceException>(() => device.StayEnrolledAsync(_server.Connect(), Cancellation));

        Assert.Equal("DEVICE_REVOKED", refusal.Reason);
    }

    [Fact]
    public async Task FieldUnit_RevokedAndEnrolledAnew_SaysWhatItHadStillToSayUnderItsNewName()
    {
        var first = await EnrolAsync();
        _server.OnReport = _ => throw Refusal(StatusCode.Unauthenticated, "DEVICE_REVOKED");
        await using (var revoked = Start(first))
        {
            var said = revoked.CheckInAsync();
            var end = await Assert.ThrowsAsync<TaskForceException>(async () => await revoked.ReceiveAsync(Cancellation).FirstAsync(Cancellation));

            Assert.Equal("DEVICE_REVOKED", end.Reason);
            Assert.Equal("DEVICE_REVOKED", (await Assert.ThrowsAsync<TaskForceException>(() => said)).Reason);
            Assert.Equal(1, revoked.Unsent);
        }

        _server.OnReport = _ => Task.CompletedTask;
        var second = await EnrolAsync();
        await _server.Reports.NextAsync();
        await using var unit = Start(second);

        var report = Assert.IsType<Tasking.V1.CheckInRequest>(await _server.Reports.NextAsync());
        Assert.Equal((second.Name, second.Name), (report.Device, unit.Device));
    }

    private async Task<EnrolledDevice> EnrolAsync()
    {
        var credential = await EnrolledDevice.EnrolAsync(_server.Connect(), "code", Cancellation);
        if (_issued == 1)
        {
            await _server.Reports.NextAsync();
        }

        return EnrolledDevice.Keep(new(Path.Combine(_directory, "enrolment.json")), Gateway, credential, _clock);
    }

    private FieldUnit Start(EnrolledDevice device) =>
        FieldUnit.Start(_server.Connect(), new() { Member = device.Member, Device = device, Directory = Path.Combine(_directory, "unit") });

    private static RpcException Refusal(StatusCode code, string reason) => new Google.Rpc.Status
    {
        Code = (int)code,
        Message = reason,
        Details = { Any.Pack(new ErrorInfo { Reason = reason, Domain = "taskforce.dev" }) },
    }.ToRpcException();
}
