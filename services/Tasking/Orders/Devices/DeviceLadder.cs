using System.Collections.Immutable;

namespace TaskForce.Tasking.Orders;

/// <summary>How far an order got on one device, by that device's own reports. Immutable: each change returns a new ladder.</summary>
internal sealed record DeviceLadder(string Device)
{
    /// <summary>How many devices of a member are kept: enough for anybody's, and an end for whoever makes up names.</summary>
    public const int MostDevices = 32;

    public ImmutableArray<Acknowledgement> Acknowledgements { get; init; } = [];

    /// <summary>The last check-in or progress report of this device, by its own clock: an older one is a repeat.</summary>
    public DateTimeOffset? SignTime { get; init; }

    public Rung Rung => Acknowledgements.IsEmpty ? Rung.Queued : Acknowledgements.Max(reached => reached.Rung);

    public bool Has(Rung rung) => Acknowledgements.Any(reached => reached.Rung == rung);

    public DeviceLadder Climb(Acknowledgement reached) =>
        this with { Acknowledgements = [.. Acknowledgements.Append(reached).OrderBy(known => known.Rung)] };
}
