using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;
using EventType = TaskForce.Roster.V1.DeviceEvent.Types.Type;

namespace TaskForce.Roster.Devices;

/// <summary>How a device gets its code and its certificates.</summary>
internal sealed class Enrolments(Journal<RosterDb> journal, DeviceAuthorities authorities, IOptions<DevicesOptions> options, TimeProvider clock)
{
    /// <summary>
    /// Enters a device and gives it a code. In two changes, because the first one's answer is kept for a repeat of the request, and a code is
    /// kept nowhere: the repeat gets another.
    /// </summary>
    public async Task<V1.InviteDeviceResponse> InviteAsync(
        V1.InviteDeviceRequest request, MemberName member, string displayName, Caller caller, View view, CancellationToken cancellation)
    {
        var entered = await journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.EnterAsync(member, displayName, options.Value.MostOfMember, caller, view, clock.GetUtcNow());
            authorities.MustServe(row.Nation, clock.GetUtcNow());
            return row.ToProto();
        }, cancellation);
        var code = EnrolmentCode.New(ResourceName.Parse<DeviceName>(entered.Name));
        var invitation = Invitation.For(code, clock.GetUtcNow() + options.Value.InvitationLifetime);

        return await journal.ChangeAsync(async db =>
        {
            var row = await db.Devices.GetAsync(code.Device);
            return row.State == DeviceState.Enrolled
                ? new V1.InviteDeviceResponse { Device = row.ToProto() }
                : new V1.InviteDeviceResponse
                {
                    Device = db.Change(row, row.Value.Invite(invitation, clock.GetUtcNow()), EventType.Invited, caller.Subject, clock.GetUtcNow()),
                    Code = code.ToString(),
                };
        }, cancellation);
    }

    /// <summary>Enrols the device that has the code. Each try is one change, so that no number of them at once is more than are counted.</summary>
    public async Task<V1.EnrolDeviceResponse> EnrolAsync(V1.EnrolDeviceRequest request, EnrolmentCode code, PublicKey key, CancellationToken cancellation)
    {
        // Nobody is known yet: the device speaks for itself, and who repeats the request must know the code.
        var device = new Caller(code.Device.ToString(), "", [], "");
        if (await journal.RecallAsync<V1.EnrolDeviceResponse>(request, device, cancellation) is { } known)
        {
            return known;
        }

        if (await journal.ChangeAsync(db => db.TryCodeAsync(code, options.Value.MostTries, clock.GetUtcNow()), cancellation) is { } refusal)
        {
            throw refusal;
        }

        return await journal.ChangeAsync(request, device, async db =>
        {
            var (row, now) = (await db.Devices.GetAsync(code.Device), clock.GetUtcNow());
            // Another may have been quicker since.
            if (row.Value.Refuse(code, options.Value.MostTries, now) is { } late)
            {
                throw late;
            }

            var issued = authorities.Issue(row.Value.Identity, key, now);
            return new V1.EnrolDeviceResponse
            {
                Device = db.Change(row, row.Value.Enrol(issued.Kept, now), EventType.Enrolled, row.Name, now),
                CertificateChain = issued.Chain,
            };
        }, cancellation);
    }

    /// <summary>Gives the device that calls another certificate.</summary>
    public Task<V1.RenewDeviceCertificateResponse> RenewAsync(
        V1.RenewDeviceCertificateRequest request, DeviceName name, PublicKey key, Caller caller, CancellationToken cancellation) =>
        journal.ChangeAsync(request, caller, async db =>
        {
            var (row, now) = (await db.Devices.GetAsync(name), clock.GetUtcNow());
            var issued = authorities.Issue(row.Value.Identity, key, now);
            return new V1.RenewDeviceCertificateResponse
            {
                Device = db.Change(row, row.Value.Renew(issued.Kept, now), EventType.Renewed, caller.Subject, now),
                CertificateChain = issued.Chain,
            };
        }, cancellation);
}
