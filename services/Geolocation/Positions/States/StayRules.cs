using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.States;

/// <summary>When a subject is at rest.</summary>
internal sealed class StayRules(StateOptions options, Distances distances)
{
    // Fixes so much worse than the radius cannot tell a rest from a walk.
    private const double Coarse = 4;

    private readonly long _parkedTicks = options.ParkedAfter.Ticks;

    /// <summary>Whether two points are the same place, as far as their accuracies tell.</summary>
    public bool AreTogether(in Fix one, in Fix other) =>
        Distances.Metres(one, other) <= Math.Max(options.ParkedRadiusMetres, distances.AccuracyOf(one) + distances.AccuracyOf(other));

    /// <summary>Whether a point by itself may belong to a rest: slow by its own word, or exact enough to be judged by where it is.</summary>
    public bool MayRest(in Fix fix) => float.IsNaN(fix.SpeedMps)
        ? distances.AccuracyOf(fix) <= Coarse * options.ParkedRadiusMetres
        : fix.SpeedMps < options.ParkedSpeedMps;

    /// <summary>Whether the subject rested from the first of these points on for long enough to be parked; an outlier is passed over. A frozen fix rests, too.</summary>
    public bool Rests(ReadOnlySpan<Fix> points)
    {
        ref readonly var first = ref points[0];
        var mayRest = MayRest(first);
        foreach (ref readonly var next in points)
        {
            if ((mayRest && MayRest(next) && AreTogether(first, next)) || Distances.AreSame(first, next))
            {
                if (next.EventTime - first.EventTime >= _parkedTicks)
                {
                    return true;
                }
            }
            else if (distances.IsPossible(first, next))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>With which point the rest began in which the last one is; the last one itself if it does not rest.</summary>
    /// <param name="points">The points.</param>
    /// <param name="from">Where to stop.</param>
    /// <param name="last">The last one.</param>
    /// <param name="isOut">Which ones are outliers, bit by bit.</param>
    public int StartOfRest(ReadOnlySpan<Fix> points, int from, int last, uint isOut)
    {
        var start = last;
        for (var i = last; i >= from && (IsSet(isOut, i) || (MayRest(points[i]) && AreTogether(points[i], points[last]))); i--)
        {
            start = IsSet(isOut, i) ? start : i;
        }

        return start;
    }

    public bool IsParked(in Fix first, in Fix last) => last.EventTime - first.EventTime >= _parkedTicks;

    private static bool IsSet(uint bits, int bit) => (bits & (1u << bit)) != 0;
}
