using Google.Protobuf.WellKnownTypes;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Members;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;
using EventType = TaskForce.Roster.V1.DeviceEvent.Types.Type;

namespace TaskForce.Roster.Devices;

/// <summary>A device as stored; times in UTC ticks.</summary>
internal sealed class DeviceRow : Row<Device>
{
    public string Nation { get; private set; } = "";

    public string Member { get; private set; } = "";

    public DeviceState State { get; private set; }

    /// <summary>When it expires by itself; null once it has ended.</summary>
    public long? Due { get; private set; }

    /// <summary>Until when its newest certificate is valid; 0 without one.</summary>
    public long CertifiedUntil { get; private set; }

    protected override string NameOf(Device value) => value.Name.ToString();

    protected override void Index(Device value)
    {
        (Nation, Member, State) = (value.Nation, value.Member, value.State);
        (Due, CertifiedUntil) = (value.Due?.UtcTicks, value.Certificate?.Until.UtcTicks ?? 0);
    }
}

internal static class DeviceStore
{
    public const string Topic = "devices";
    public const string Deadline = "service:roster";

    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task<DeviceRow> GetAsync(this DbSet<DeviceRow> devices, DeviceName name) =>
        await devices.NamedAsync(name.ToString())
            ?? throw new DomainException(Fault.NotFound, "DEVICE_NOT_FOUND", $"{name} does not exist.");

    /// <summary>Those that the caller may see and asks for.</summary>
    public static IQueryable<DeviceRow> Matching(this IQueryable<DeviceRow> rows, V1.DeviceFilter? filter, Caller caller, DateTimeOffset now)
    {
        var (nation, own, member, ticks) = (caller.Nation, caller.Member, filter?.Member ?? "", now.UtcTicks);
        rows = caller.Is(Type.V1.Role.Service) ? rows : rows.Where(row => row.Nation == nation);
        rows = caller.Is(Type.V1.Role.Field) ? rows.Where(row => row.Member == own) : rows;
        rows = member.Length > 0 ? rows.Where(row => row.Member == member) : rows;
        rows = filter is { Certified: true } ? rows.Where(row => row.CertifiedUntil > ticks) : rows;
        if (filter is { States.Count: > 0 })
        {
            var states = filter.States.Select(state => (DeviceState)state).ToList();
            rows = rows.Where(row => states.Contains(row.State));
        }

        return rows;
    }

    /// <summary>The same for an event of the watch.</summary>
    public static bool Includes(this V1.DeviceFilter? filter, V1.Device device, Caller caller, DateTimeOffset now) =>
        (caller.Is(Type.V1.Role.Service) || device.Nation == caller.Nation)
            && (filter is null || ((filter.Member.Length == 0 || filter.Member == device.Member)
                && (!filter.Certified || device.CertificateExpireTime?.ToDateTimeOffset() > now)
                && (filter.States.Count == 0 || filter.States.Contains(device.State))));

    /// <summary>Whose a device would be: enters it without a code.</summary>
    public static async Task<DeviceRow> EnterAsync(this RosterDb db, MemberName member, string displayName, int most, Caller caller, View view, DateTimeOffset now)
    {
        var owner = await db.Members.GetAsync(member, view);
        caller.MustBelongTo(owner.Nation, owner.Name);
        if (await db.Devices.CountAsync(row => row.Member == owner.Name && row.Due != null) >= most)
        {
            throw new DomainException(Fault.Exhausted, "TOO_MANY_DEVICES", $"{owner.Name} has {most} devices; revoke one first.");
        }

        var row = new DeviceRow();
        row.Set(Device.New(ResourceName.New<DeviceName>(), owner.Name, owner.Nation, displayName, now));
        db.Devices.Add(row);
        return row;
    }

    /// <summary>Why a code enrols nobody; null if it enrols its device. A wrong one is counted.</summary>
    public static async Task<DomainException?> TryCodeAsync(this RosterDb db, EnrolmentCode code, int mostTries, DateTimeOffset now)
    {
        if (await db.Devices.NamedAsync(code.Device.ToString()) is not { } row)
        {
            return EnrolmentRefusals.Wrong;
        }

        var refusal = row.Value.Refuse(code, mostTries, now);
        if (refusal?.Reason == EnrolmentRefusals.Wrong.Reason && row.State == DeviceState.Invited)
        {
            db.Change(row, row.Value.CountWrongTry(now), EventType.CodeRefused, "", now);
        }

        return refusal;
    }

    /// <summary>Shuts out every device of a member who is no more.</summary>
    public static async Task RevokeDevicesOfAsync(this RosterDb db, string member, Caller caller, DateTimeOffset now)
    {
        foreach (var row in await db.Devices.Where(row => row.Member == member && row.Due != null).ToListAsync())
        {
            db.Change(row, row.Value.Revoke($"{member} was deleted.", now), EventType.Revoked, caller.Subject, now);
        }
    }

    /// <summary>Ends each device whose code or certificate has ended; returns how many.</summary>
    public static async Task<int> ExpireDevicesAsync(this RosterDb db, int most, DateTimeOffset now)
    {
        var ticks = now.UtcTicks;
        var due = await db.Devices.Where(row => row.Due <= ticks).OrderBy(row => row.Due).Take(most).ToListAsync();
        foreach (var row in due)
        {
            db.Change(row, row.Value.Lapse(now), EventType.Expired, Deadline, now);
        }

        return due.Count;
    }

    /// <summary>Replaces a device, notes what happened and returns it as callers see it.</summary>
    public static V1.Device Change(this RosterDb db, DeviceRow row, Device next, EventType type, string actor, DateTimeOffset now)
    {
        if (ReferenceEquals(next, row.Value))
        {
            return row.ToProto();
        }

        row.Set(next);
        var device = row.ToProto();
        db.Append(Topic, device.Name, new V1.DeviceEvent { Type = type, Time = now.ToTimestamp(), Device = device, Actor = actor });
        return device;
    }
}
