using Microsoft.EntityFrameworkCore;
using TaskForce.Tasking.Deadlines;
using TaskForce.Tasking.Storage;
using EventType = TaskForce.Tasking.V1.OperationEvent.Types.Type;
using Instruction = TaskForce.Tasking.V1.HHourOrder.Types.Instruction;
using Rung = TaskForce.Tasking.V1.HHourOrder.Types.Rung;

namespace TaskForce.Tasking.Operations;

/// <summary>What devices say of their H-hour orders. It changes no operation: it is what the operation is judged by.</summary>
internal static class DeviceReports
{
    /// <summary>Notes how far an instruction has got on a device.</summary>
    public static async Task<V1.HHourOrder> AcknowledgeAsync(this TaskingDb db, V1.AcknowledgeHHourOrderRequest report, string member, Moment moment)
    {
        var row = await db.Operations.GetAsync(ResourceName.Parse<OperationName>(report.Name));
        var recipient = row.Value.RecipientOf(member);
        MustBeKnown(row.Value, report.Revision);
        if (recipient.HasLeft)
        {
            return row.Value.OrderOf(recipient);
        }

        await db.SealIfReleasedAsync(row, moment.Now);
        var device = await db.DeviceOfAsync(row.Value, member, report.Device);
        var (next, news) = device.Value.Reach(report.Revision, report.Rung, report.DeviceTime.ToDateTimeOffset(), moment.Now);
        if (!news.IsEmpty)
        {
            device.Set(next);
            await db.EnterAsync(row.Value, news.Select(reached => RecordEntry.Reached(row.Value, next, reached)));
            await db.NoteAsync(row, next, EventType.DeviceAcknowledged, moment);
        }

        return row.Value.OrderOf(recipient);
    }

    /// <summary>Notes that a device has released. Only its first report counts.</summary>
    public static async Task<V1.HHourOrder> ReleaseAsync(this TaskingDb db, V1.ReportReleaseRequest report, string member, Moment moment)
    {
        var row = await db.Operations.GetAsync(ResourceName.Parse<OperationName>(report.Name));
        var recipient = row.Value.RecipientOf(member);
        MustBeKnown(row.Value, report.Revision);
        await db.SealIfReleasedAsync(row, moment.Now);
        var device = await db.DeviceOfAsync(row.Value, member, report.Device);
        if (device.Value.Release is null)
        {
            device.Set(device.Value with { Release = Read(report.Release, moment.Now) });
            await db.NoteAsync(row, device.Value, EventType.Released, moment);
        }

        return row.Value.OrderOf(recipient);
    }

    /// <summary>Checks what a device says of an instruction, naming everything that is wrong with it.</summary>
    public static void Check(this V1.AcknowledgeHHourOrderRequest report)
    {
        var violations = new Violations();
        violations.CheckText(report.Device, 1, 100, "device");
        violations.Check(report.Rung > Rung.Unspecified && System.Enum.IsDefined(report.Rung), "rung", "must be STORED, DISPLAYED or ACKNOWLEDGED");
        violations.Check(report.DeviceTime is not null, "device_time", "is required");
        violations.ThrowIfAny();
    }

    /// <summary>The same for a release.</summary>
    public static void Check(this V1.ReportReleaseRequest report)
    {
        var violations = new Violations();
        violations.CheckText(report.Device, 1, 100, "device");
        violations.Check(report.Release is { DeviceTime: not null, CorrectedTime: not null }, "release", "needs device_time and corrected_time");
        violations.Check(report.Release?.Uncertainty?.ToTimeSpan() > TimeSpan.Zero, "release.uncertainty", "is required, and must be more than zero");
        violations.ThrowIfAny();
    }

    private static Released Read(V1.Release release, DateTimeOffset now) =>
        new(release.DeviceTime.ToDateTimeOffset(), release.CorrectedTime.ToDateTimeOffset(), release.Uncertainty.ToTimeSpan(), release.Late, now);

    private static void MustBeKnown(Operation operation, long revision)
    {
        var violations = new Violations();
        violations.Check(operation.Instructions.Any(each => each.Revision == revision), "revision", $"must be 1 to {operation.Current.Revision}");
        violations.ThrowIfAny();
    }

    private static async Task<OperationDeviceRow> DeviceOfAsync(this TaskingDb db, Operation operation, string member, string device)
    {
        var name = operation.Name.ToString();
        if (await db.OperationDevices.FirstOrDefaultAsync(each => each.Operation == name && each.Member == member && each.Device == device) is { } known)
        {
            return known;
        }

        var row = new OperationDeviceRow();
        row.Set(new(name, member, device, IsLate: operation.GoTime is not null));
        db.OperationDevices.Add(row);
        return row;
    }

    // Once everybody has acknowledged a hold or an abort there is nothing to wait for.
    private static async Task NoteAsync(this TaskingDb db, OperationRow row, OperationDevice device, EventType type, Moment moment)
    {
        var operation = row.Value;
        if (operation.Current.Instruction is Instruction.Hold or Instruction.Abort)
        {
            await db.SaveChangesAsync();
            var all = (await db.OperationDevices.Where(each => each.Operation == row.Name).ToListAsync()).ConvertAll(each => each.Value);
            if (operation.Taking.All(recipient => HasAcknowledged(recipient, operation, all)))
            {
                await db.ClearDeadlineAsync(OperationDeadlines.Acknowledgement, row.Name);
            }
        }

        await db.RecordAsync(row, device, type, moment);
    }

    private static bool HasAcknowledged(Recipient recipient, Operation operation, List<OperationDevice> all)
    {
        var devices = all.Where(device => device.Member == recipient.Member).ToList();
        return devices.Count > 0 && devices.All(device => device.RungOf(operation.Current.Revision) >= Rung.Acknowledged);
    }
}
