using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using TaskForce.ServiceDefaults.Storage;
using AbortOutcome = TaskForce.Tasking.V1.Operation.Types.Device.Types.AbortOutcome;
using Rung = TaskForce.Tasking.V1.HHourOrder.Types.Rung;

namespace TaskForce.Tasking.Operations;

/// <summary>A rung that an instruction reached on a device. Without a device time it is implied by a higher one.</summary>
internal sealed record Reached(long Revision, Rung Rung, DateTimeOffset? DeviceTime, DateTimeOffset ServerTime);

/// <summary>A device's release, as it reported it.</summary>
internal sealed record Released(DateTimeOffset DeviceTime, DateTimeOffset CorrectedTime, TimeSpan Uncertainty, bool IsLate, DateTimeOffset ReportTime)
{
    public V1.Release ToProto() => new()
    {
        DeviceTime = DeviceTime.ToTimestamp(),
        CorrectedTime = CorrectedTime.ToTimestamp(),
        Uncertainty = Uncertainty.ToDuration(),
        Late = IsLate,
    };
}

/// <summary>A device that has had the H-hour order. Immutable: each change returns a new one.</summary>
/// <param name="IsLate">Whether its first word came after the go.</param>
internal sealed record OperationDevice(string Operation, string Member, string Device, bool IsLate)
{
    public ImmutableArray<Reached> Ladder { get; init; } = [];

    public Released? Release { get; init; }

    public long Revision => Ladder.IsEmpty ? 0 : Ladder.Max(reached => reached.Revision);

    /// <summary>How far an instruction has got here.</summary>
    public Rung RungOf(long revision) => Ladder.Where(reached => reached.Revision == revision).Select(reached => reached.Rung).DefaultIfEmpty().Max();

    /// <summary>
    /// Climbs to a rung; the rungs below are implied. One that was reported before changes nothing, one that was implied gets the device's
    /// time: reports may come twice and out of order.
    /// </summary>
    /// <returns>The device, and the rungs that are new to it.</returns>
    public (OperationDevice Next, ImmutableArray<Reached> News) Reach(long revision, Rung rung, DateTimeOffset deviceTime, DateTimeOffset now)
    {
        var known = Ladder.Where(reached => reached.Revision == revision).ToList();
        if (known.Any(reached => reached.Rung == rung && reached.DeviceTime is not null))
        {
            return (this, []);
        }

        var implied = from lower in System.Enum.GetValues<Rung>()
                      where lower > Rung.Unspecified && lower < rung && known.All(reached => reached.Rung != lower)
                      select new Reached(revision, lower, null, now);
        ImmutableArray<Reached> news = [.. implied, new(revision, rung, deviceTime, now)];
        var kept = Ladder.Where(reached => reached.Revision != revision || news.All(each => each.Rung != reached.Rung));
        return (this with { Ladder = [.. kept.Concat(news).OrderBy(reached => reached.Revision).ThenBy(reached => reached.Rung)] }, news);
    }

    /// <summary>What became of an operation's abort here.</summary>
    public AbortOutcome OutcomeOf(Operation operation) => operation.State != OperationState.Aborted ? AbortOutcome.Unspecified
        : Release is not null ? AbortOutcome.TooLate
        : RungOf(operation.Current.Revision) >= Rung.Stored ? AbortOutcome.InTime
        : AbortOutcome.NotReached;
}

/// <summary>A device as stored.</summary>
internal sealed class OperationDeviceRow : Row<OperationDevice>
{
    public string Operation { get; private set; } = "";

    public string Member { get; private set; } = "";

    public string Device { get; private set; } = "";

    protected override string NameOf(OperationDevice value) => $"{value.Operation}/{value.Member}/devices/{value.Device}";

    protected override void Index(OperationDevice value) => (Operation, Member, Device) = (value.Operation, value.Member, value.Device);
}
