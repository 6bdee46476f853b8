using TaskForce.Cli.Shells;
using TaskForce.Geolocation.V1;
using static TaskForce.Geolocation.V1.Position.Types.State;

namespace TaskForce.Cli.Positions;

/// <summary>What is to be believed of a position, in words.</summary>
internal static class StateText
{
    /// <summary><c>parked for 2 h 10 min</c>.</summary>
    public static string Of(Position position, TimeProvider clock) => position.State switch
    {
        Unspecified => "-",
        Silent => $"silent for {Since(position, clock)}",
        Implausible => $"not believed for {Since(position, clock)}",
        Parked => $"parked for {Since(position, clock)}",
        Moving => "moving",
        var other => EnumText.Words(other),
    };

    /// <summary>Why, a sentence for each reason.</summary>
    public static string Why(Position position) => string.Join(" ", position.StateReasons.Select(reason => reason.Text));

    /// <summary><c>within 2.4 km</c>: where two in three such subjects are by now.</summary>
    public static string Within(Position position) => position.HasUncertaintyMetres ? $"within {Texts.Distance(position.UncertaintyMetres)}" : "-";

    /// <summary><c>between 7.6 km and 12.4 km</c>.</summary>
    public static string Range(FindNearestResponse.Types.Neighbour near) =>
        $"{(near.NearestMetres < 1 ? "0" : Texts.Distance(near.NearestMetres))} to {Texts.Distance(near.FarthestMetres)}";

    /// <summary>How long ago it was there by its own clock.</summary>
    public static string Age(PositionReport report, TimeProvider clock) => Ago(report.EventTime, clock);

    private static string Since(Position position, TimeProvider clock) => Ago(position.StateSince, clock);

    private static string Ago(Google.Protobuf.WellKnownTypes.Timestamp? time, TimeProvider clock) =>
        time is null ? "-" : DurationText.Of(TimeSpan.FromTicks(Math.Max(0, (clock.GetUtcNow() - time.ToDateTimeOffset()).Ticks)));
}
