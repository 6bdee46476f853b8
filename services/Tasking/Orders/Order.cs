using System.Collections.Immutable;

namespace TaskForce.Tasking.Orders;

/// <summary>What a recipient is told to do; the numbers are the contract's.</summary>
internal enum OrderKind
{
    Deploy = 1,
    Recall = 2,
}

/// <summary>The acknowledgement ladder; the numbers are the contract's. The last two are one rung with two answers.</summary>
internal enum Rung
{
    Queued = 1,
    Stored = 2,
    Displayed = 3,
    Read = 4,
    Accepted = 5,
    Declined = 6,
}

/// <summary>How far the recipient has got with the work; the numbers are the contract's.</summary>
internal enum Stage
{
    None = 0,
    EnRoute = 1,
    OnScene = 2,
    Clear = 3,
}

/// <summary>A rung that was reached. Without a device time it is implied by a higher one.</summary>
internal sealed record Acknowledgement(Rung Rung, DateTimeOffset? DeviceTime, DateTimeOffset ServerTime, string Device, string Reason);

/// <summary>What took an order's place: its recall, or the mission if that has ended otherwise.</summary>
internal sealed record Successor(string Name, DateTimeOffset Time);

/// <summary>A stage that was reached.</summary>
internal sealed record Progress(Stage Stage, DateTimeOffset DeviceTime, DateTimeOffset ServerTime, string Note, bool FromPosition)
{
    /// <summary>The device time that was noted first, if a position that came late has corrected it.</summary>
    public DateTimeOffset? CorrectedFrom { get; init; }

    /// <summary>What the recipient said of it after a position had shown it.</summary>
    public Progress? Said { get; init; }
}

/// <summary>Where a recipient is, as far as powers go.</summary>
/// <param name="Mandate">The mandate that applies there, <c>mandates/{mandate}</c>; empty if none does.</param>
/// <param name="Since">The event time of the position that showed it.</param>
/// <param name="Before">The mandate that applied before, or empty.</param>
internal sealed record Territory(string Mandate, DateTimeOffset Since, string Before)
{
    public string Title { get; init; } = "";

    public string Powers { get; init; } = "";

    public string Weapons { get; init; } = "";
}

/// <summary>A mission as told to one recipient. Immutable: each change returns a new order.</summary>
/// <param name="Text">What the recipient is told, as sent; its ladder and progress are kept here instead.</param>
internal sealed partial record Order(OrderName Name, OrderKind Kind, string Recipient, V1.Order Text)
{
    /// <summary>Each rung and who reached it first.</summary>
    public ImmutableArray<Acknowledgement> Acknowledgements { get; init; } = [];

    /// <summary>The devices that have reported anything.</summary>
    public ImmutableArray<DeviceLadder> Devices { get; init; } = [];

    public ImmutableArray<Progress> Progress { get; init; } = [];

    /// <summary>Where the recipient last was, as far as powers go; null until a position tells.</summary>
    public Territory? Territory { get; init; }

    /// <summary>What took its place; null while it holds.</summary>
    public Successor? Successor { get; init; }

    /// <summary>The highest rung of any device.</summary>
    public Rung Rung => Acknowledgements.Max(reached => reached.Rung);

    public Stage Stage => Progress.IsEmpty ? Stage.None : Progress.Max(reached => reached.Stage);

    /// <summary>Whether it was accepted or declined, and on which device; null if neither.</summary>
    public Acknowledgement? Decision => Acknowledgements.FirstOrDefault(reached => reached.Rung >= Rung.Accepted);

    public static Order Give(OrderName name, OrderKind kind, string recipient, V1.Order text, DateTimeOffset now) =>
        new(name, kind, recipient, text) { Acknowledgements = [new(Rung.Queued, null, now, "", "")] };

    /// <summary>
    /// Climbs to a rung, on one device; the rungs below are implied. A rung that this device reported before changes nothing, one that it
    /// implied gets its time: reports may come twice and out of order. A decision on one device is the order's.
    /// </summary>
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/>, <c>ORDER_DECIDED</c>, for a change of mind, and for a recall that is declined.</exception>
    public Order Acknowledge(Acknowledgement reached)
    {
        var ladder = LadderOf(reached.Device);
        if (ladder.Has(reached.Rung))
        {
            return this;
        }

        MustBeAbleToReach(reached.Rung);
        return With(ladder.Climb(reached)) with { Acknowledgements = Climb(reached) };
    }

    /// <summary>Notes how far the recipient says to have got. Of a stage that a position has shown it is kept beside; one that was said before changes nothing.</summary>
    /// <exception cref="DomainException"><see cref="Fault.Rejected"/> for a recall, or an order that was not accepted.</exception>
    public Order Report(Progress reached)
    {
        if (Kind != OrderKind.Deploy || Rung != Rung.Accepted)
        {
            throw new DomainException(Fault.Rejected, "ORDER_NOT_ACCEPTED", Kind == OrderKind.Deploy
                ? $"{Name} is {Wire(Rung)}; progress needs an accepted order."
                : $"{Name} is a recall; there is no progress to report.");
        }

        var known = Progress.FirstOrDefault(each => each.Stage == reached.Stage);
        return known switch
        {
            null => With(reached),
            { FromPosition: true, Said: null } => With(known with { Said = reached }),
            _ => this,
        };
    }

    /// <summary>Whoever accepts work that is done from where they are is at it. One that came after the order's end begins nothing.</summary>
    public Order Begin(Acknowledgement reached, CheckInRules rules) =>
        Text.Remote && Kind == OrderKind.Deploy && reached is { Rung: Rung.Accepted, DeviceTime: { } time } && Successor is null && Stage < Stage.OnScene
            ? Report(new(Stage.OnScene, time, reached.ServerTime, "", FromPosition: false), rules)
            : this;

    /// <summary>The order does not hold any more: nothing is waited for. One that was superseded before stays so.</summary>
    public Order Supersede(string by, DateTimeOffset now) => Successor is null
        ? this with { Successor = new(by, now), Awaiting = null, Welfare = Welfare?.Rest() }
        : this;

    private void MustBeAbleToReach(Rung rung)
    {
        if (Kind == OrderKind.Recall && rung == Rung.Declined)
        {
            throw new DomainException(Fault.Rejected, "RECALL_NOT_DECLINABLE",
                $"{Name} is a recall; it cannot be declined. Acknowledge it as ACCEPTED to say that it was understood.");
        }

        if (rung >= Rung.Accepted && Decision is { } decided && decided.Rung != rung)
        {
            throw new DomainException(Fault.Rejected, "ORDER_DECIDED",
                $"{Name} is {Wire(decided.Rung)} since {decided.ServerTime:u}, on {decided.Device}; it cannot become {Wire(rung)}.");
        }
    }

    private ImmutableArray<Acknowledgement> Climb(Acknowledgement reached)
    {
        if (Acknowledgements.Any(known => known.Rung == reached.Rung && (known.DeviceTime is not null || known.Device != reached.Device)))
        {
            return Acknowledgements;
        }

        var implied = from rung in System.Enum.GetValues<Rung>()
                      where rung < reached.Rung && rung < Rung.Accepted && Acknowledgements.All(known => known.Rung != rung)
                      select new Acknowledgement(rung, null, reached.ServerTime, reached.Device, "");
        var kept = Acknowledgements.Where(known => known.Rung != reached.Rung);
        return [.. kept.Concat(implied).Append(reached).OrderBy(known => known.Rung)];
    }

    private static string Wire(Rung rung) => WireName.Of((V1.Order.Types.Rung)rung);
}
