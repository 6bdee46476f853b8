using TaskForce.Cli.Shells;
using TaskForce.Roster.V1;
using Basis = TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Basis;
using Estimate = TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Estimate;
using Kind = TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Leg.Types.Kind;
using Leg = TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Leg;

namespace TaskForce.Cli.Teams;

/// <summary>When somebody can be there, and what that rests on, as people read it.</summary>
internal static class ArrivalText
{
    /// <summary><c>10 min by car</c>: the likely time.</summary>
    public static string Travel(TeamMember member) => member.TravelTime is null
        ? "-"
        : $"{DurationText.Of(member.TravelTime)}{(member.TravelMode == default ? "" : $" by {EnumText.Words(member.TravelMode)}")}";

    /// <summary><c>from a position 4 min old, 8 min to 14 min, by roads: car 10 min</c>: where it begins, the range, what it rests on, and the parts if they were asked for.</summary>
    public static string Of(Estimate arrival, TimeProvider clock)
    {
        var parts = string.Join(", ", arrival.Legs.Select(leg => $"{Words(leg)} {DurationText.Of(leg.Duration)}"));
        return $"{From(arrival, clock)}{Range(arrival)}, {Roads(arrival.Basis)}{(parts.Length > 0 ? ": " : "")}{parts}";
    }

    private static string From(Estimate arrival, TimeProvider clock) => arrival switch
    {
        { FromKnownPosition: true, PositionTime: { } time } => $"from a position {DurationText.Of(Age(clock.GetUtcNow() - time.ToDateTimeOffset()))} old",
        { FromKnownPosition: true } => "from a known position",
        _ => "from the base",
    };

    private static string Range(Estimate arrival) => arrival.LatestTravelTime is null
        ? "" : $", {DurationText.Of(arrival.EarliestTravelTime)} to {DurationText.Of(arrival.LatestTravelTime)}";

    private static string Roads(Basis basis) => basis == Basis.RoutingEngine ? "by roads" : "estimated";

    private static string Words(Leg leg) => leg.Kind switch
    {
        Kind.Travel => EnumText.Words(leg.Mode),
        Kind.Waiting => $"waiting for the {leg.DisplayName}",
        Kind.Crossing => leg.DisplayName,
        Kind.Border => $"border {leg.DisplayName}",
        Kind.Refuelling => $"refuelling, {leg.DisplayName}",
        _ => $"{EnumText.Words(leg.Kind)} ({EnumText.Words(leg.Mode)})",
    };

    private static TimeSpan Age(TimeSpan age) => age > TimeSpan.Zero ? age : TimeSpan.Zero;
}
