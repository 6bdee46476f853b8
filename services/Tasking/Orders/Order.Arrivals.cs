using System.Collections.Immutable;

namespace TaskForce.Tasking.Orders;

/// <summary>What shows that a recipient was at the place.</summary>
/// <param name="Event">The event of a geofence that says so.</param>
/// <param name="Time">Since when, by the clocks of devices.</param>
/// <param name="ReplacedBy">The event that takes its place and is still to come; empty while this one holds.</param>
internal sealed record Arrival(string Event, DateTimeOffset Time, string ReplacedBy = "");

/// <summary>When an order's recipient arrived: a function of the events that hold and of what the recipient has said, in whatever order they came.</summary>
internal sealed partial record Order
{
    /// <summary>The events that show an arrival, as long as they hold.</summary>
    public ImmutableArray<Arrival> Arrivals { get; init; } = [];

    /// <summary>Whether an arrival is known by an event.</summary>
    public bool Knows(string @event) => Arrivals.Any(known => known.Event == @event);

    /// <summary>A position shows that the recipient was at the place. The earliest such time is that of the arrival.</summary>
    public Order Arrive(Arrival seen, DateTimeOffset now) => Arrivals.Contains(seen)
        ? this
        : (this with { Arrivals = [.. Arrivals.Where(known => known.Event != seen.Event), seen] }).Settle(now);

    /// <summary>An event did not happen. If another takes its place that one decides, and until then nothing changes.</summary>
    public Order TakeBack(string @event, string replacedBy, DateTimeOffset now)
    {
        if (Arrivals.FirstOrDefault(known => known.Event == @event) is not { } wrong || wrong.ReplacedBy == replacedBy && replacedBy.Length > 0)
        {
            return this;
        }

        return replacedBy.Length > 0
            ? this with { Arrivals = Arrivals.Replace(wrong, wrong with { ReplacedBy = replacedBy }) }
            : (this with { Arrivals = Arrivals.Remove(wrong) }).Settle(now);
    }

    /// <summary>What takes the place of a wrong event has come: an arrival, or something else.</summary>
    public Order Replace(string @event, Arrival? right, DateTimeOffset now) =>
        (this with { Arrivals = [.. Arrivals.Where(known => known.Event != @event && known.Event != right?.Event), .. right is null ? [] : new[] { right }] }).Settle(now);

    // What the recipient said before any position showed it stands.
    private Order Settle(DateTimeOffset now)
    {
        var known = Progress.FirstOrDefault(reached => reached.Stage == Stage.OnScene);
        var first = Arrivals.Min(arrival => (DateTimeOffset?)arrival.Time);
        return (known, first) switch
        {
            (null, { } time) => With(new Progress(Stage.OnScene, time, now, "", FromPosition: true)),
            ({ FromPosition: true }, { } time) when time != known.DeviceTime =>
                With(known with { DeviceTime = time, ServerTime = now, CorrectedFrom = known.CorrectedFrom ?? known.DeviceTime }),
            ({ FromPosition: true, Said: { } said }, null) => With(said),
            ({ FromPosition: true }, null) => this with { Progress = Progress.Remove(known) },
            _ => this,
        };
    }

    private Order With(Progress reached) =>
        this with { Progress = [.. Progress.Where(known => known.Stage != reached.Stage).Append(reached).OrderBy(known => known.Stage)] };
}
