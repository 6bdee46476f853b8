using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.ServiceDefaults.Lifetime;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.Tasking.Orders;
using TaskForce.Tasking.Storage;
using TaskForce.Tasking.Telemetry;
using EventType = TaskForce.Tasking.V1.OperationEvent.Types.Type;

namespace TaskForce.Tasking.Operations;

/// <summary>Answers devices that measure their clocks, and keeps what they find.</summary>
internal sealed class DeviceClocks(Journal<TaskingDb> journal, Rotation rotation, TaskingMetrics metrics, TimeProvider clock)
{
    /// <summary>Answers each probe at once; what a probe says of the clock is kept after that.</summary>
    public async Task StreamAsync(
        Caller caller, string member, IAsyncStreamReader<V1.StreamClockRequest> probes, IServerStreamWriter<V1.StreamClockResponse> answers, CancellationToken cancellation)
    {
        var moving = rotation.Moving;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, moving);
        try
        {
            while (await probes.MoveNext(either.Token))
            {
                var receiveTime = clock.GetUtcNow().ToTimestamp();
                var probe = probes.Current;
                await answers.WriteAsync(new() { Id = probe.Id, ReceiveTime = receiveTime, TransmitTime = clock.GetUtcNow().ToTimestamp() }, either.Token);
                caller.MustSpeakFor(probe.Device);
                await KeepAsync(caller.Nation, member, probe, either.Token);
            }
        }
        catch (OperationCanceledException) when (moving.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new DomainException(Fault.Unavailable, "STOPPING", "The service is stopping; connect again.");
        }
    }

    private async Task KeepAsync(string nation, string member, V1.StreamClockRequest probe, CancellationToken cancellation)
    {
        var violations = new Violations();
        violations.CheckText(probe.Device, 1, 100, "device");
        violations.ThrowIfAny();
        if (probe.Estimate is { } estimate)
        {
            var now = clock.GetUtcNow();
            var measured = DeviceClock.Read(member, probe.Device, estimate, now);
            metrics.ClockMeasured(measured.Uncertainty, nation);
            await journal.ChangeAsync(db => KeepAsync(db, measured, now), cancellation);
        }
    }

    private static async Task<bool> KeepAsync(TaskingDb db, DeviceClock measured, DateTimeOffset now)
    {
        var row = await db.DeviceClocks.FindAsync(measured.Member, measured.Device);
        var before = row?.Value;
        row ??= await AddAsync(db, measured);
        row.Set(measured);
        await db.SaveChangesAsync();
        foreach (var device in await db.OperationDevices.Where(each => each.Member == measured.Member && each.Device == measured.Device).ToListAsync())
        {
            await JudgeAsync(db, device.Value, before, measured, now);
        }

        return true;
    }

    // Names of devices are whatever a member says; those heard of last are kept.
    private static async Task<DeviceClockRow> AddAsync(TaskingDb db, DeviceClock measured)
    {
        var others = await db.DeviceClocks.Where(each => each.Member == measured.Member).OrderByDescending(each => each.MeasureTime).ToListAsync();
        db.DeviceClocks.RemoveRange(others.Skip(DeviceLadder.MostDevices - 1));
        return db.DeviceClocks.Add(new() { Member = measured.Member, Device = measured.Device }).Entity;
    }

    // An operation is told when it matters to it: a clock that becomes known, or good enough, or not; while somebody counts on it, each time.
    private static async Task JudgeAsync(TaskingDb db, OperationDevice device, DeviceClock? before, DeviceClock measured, DateTimeOffset now)
    {
        var row = await db.Operations.FirstOrDefaultAsync(each => each.Name == device.Operation);
        if (row is not { Value: { IsLive: true } operation } || operation.IsReleased(now))
        {
            return;
        }

        var limit = operation.Plan.MaxClockUncertainty;
        if (before is null || before.UncertaintyAt(now) > limit != measured.UncertaintyAt(now) > limit)
        {
            await db.RecordAsync(row, device, EventType.ClockChanged, new(device.Member, now));
        }

        if (operation.IsCommitted && measured.UncertaintyAt(now) > limit)
        {
            await db.ChangeOperationAsync(row, EventType.ClockChanged, new(device.Member, now) { Unit = operation.RecipientOf(device.Member).Nation }, (current, _) => current with { UpdateTime = now });
        }
        else if (operation.IsCommitted)
        {
            await db.SetDeadlinesAsync(operation, operation, await db.PictureOfAsync(operation.Name, operation.Plan.Missions), now);
        }
    }
}
