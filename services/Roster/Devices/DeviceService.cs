using Grpc.Core;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;
using EventType = TaskForce.Roster.V1.DeviceEvent.Types.Type;

namespace TaskForce.Roster.Devices;

internal sealed class DeviceService(Journal<RosterDb> journal, Watch<RosterDb> watch, Enrolments enrolments, TimeProvider clock) : V1.DeviceService.DeviceServiceBase
{
    public override Task<V1.InviteDeviceResponse> InviteDevice(V1.InviteDeviceRequest request, ServerCallContext context)
    {
        var (member, displayName) = request.ToOwner();

        return enrolments.InviteAsync(request, member, displayName, context.GetCaller(), context.GetView(), context.CancellationToken);
    }

    public override Task<V1.EnrolDeviceResponse> EnrolDevice(V1.EnrolDeviceRequest request, ServerCallContext context)
    {
        var violations = new Violations();
        violations.Require(request);
        violations.ThrowIfAny();
        // What is not even a code is as wrong as one that is not given out.
        var code = EnrolmentCode.TryParse(request.Code) ?? throw EnrolmentRefusals.Wrong;
        var key = SigningRequest.ReadKey(request.SigningRequest.ToByteArray(), code.Device, violations);
        violations.ThrowIfAny();

        return enrolments.EnrolAsync(request, code, key!, context.CancellationToken);
    }

    public override Task<V1.RenewDeviceCertificateResponse> RenewDeviceCertificate(V1.RenewDeviceCertificateRequest request, ServerCallContext context)
    {
        var (caller, name, violations) = (context.GetCaller(), ResourceName.Parse<DeviceName>(request.Name), new Violations());
        if (caller.Device != name.ToString())
        {
            throw new DomainException(Fault.Denied, "NOT_THIS_DEVICE", $"Only {name} itself may renew its certificate, by the present one.");
        }

        var key = SigningRequest.ReadKey(request.SigningRequest.ToByteArray(), name, violations);
        violations.ThrowIfAny();

        return enrolments.RenewAsync(request, name, key!, caller, context.CancellationToken);
    }

    public override Task<V1.Device> RevokeDevice(V1.RevokeDeviceRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var (name, reason) = (ResourceName.Parse<DeviceName>(request.Name), request.ToReason());

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Devices.GetAsync(name);
            MustBeOwn(caller, row);
            Etag.Check(request.Etag, row.Version, row.Name);
            return db.Change(row, row.Value.Revoke(reason, now), EventType.Revoked, caller.Subject, now);
        }, context.CancellationToken);
    }

    public override Task<V1.Device> GetDevice(V1.GetDeviceRequest request, ServerCallContext context)
    {
        var (caller, name) = (context.GetCaller(), ResourceName.Parse<DeviceName>(request.Name));

        return journal.ReadAsync(async db =>
        {
            var row = await db.Devices.GetAsync(name);
            MustBeOwn(caller, row);
            return row.ToProto();
        }, context.CancellationToken);
    }

    public override Task<V1.ListDevicesResponse> ListDevices(V1.ListDevicesRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());

        return journal.ReadAsync(async db =>
        {
            var page = await db.Devices.Matching(request.Filter, caller, now).ToPageAsync<DeviceRow, Device>(
                request.PageSize, request.PageToken, request.Filter, newestFirst: false, context.CancellationToken);
            return new V1.ListDevicesResponse
            {
                Devices = { page.Rows.Select(row => row.ToProto()) },
                NextPageToken = page.NextPageToken,
                Sequence = await db.EndOfLogAsync(context.CancellationToken),
            };
        }, context.CancellationToken);
    }

    public override Task WatchDevices(V1.WatchDevicesRequest request, IServerStreamWriter<V1.DeviceEvent> responseStream, ServerCallContext context)
    {
        var caller = context.GetCaller();

        return watch.SendAsync(DeviceStore.Topic, request.After, e => request.Filter.Includes(e.Device, caller, clock.GetUtcNow()), responseStream, context.CancellationToken);
    }

    private static void MustBeOwn(Caller caller, DeviceRow row)
    {
        caller.MustBelongTo(row.Nation, row.Name);
        if (caller.Is(Type.V1.Role.Field) && caller.Member != row.Member)
        {
            throw new DomainException(Fault.Denied, "NOT_YOUR_DEVICE", $"{row.Name} is of another member than {caller.Subject}.");
        }
    }
}
