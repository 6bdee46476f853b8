using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.States;

/// <summary>Tells from the last points of a subject what is to be believed of it. Pure; the rules are in <c>docs/positions.md</c>.</summary>
internal sealed class StateRules
{
    // So many reports in a row that fit each other and not what was before them outweigh it.
    private const int Convincing = 3;

    // Over less, the error of a place is large against the way.
    private static readonly long LeastMeasured = TimeSpan.FromSeconds(20).Ticks;

    private readonly FixRules _fixes;

    public StateRules(StateOptions options)
    {
        (Options, Distances, SlotTicks) = (options, new(options), Math.Max(options.ParkedAfter.Ticks, options.SpeedCheckedOver.Ticks) / 3);
        (Stays, _fixes) = (new(options, Distances), new(options, Distances));
    }

    public StateOptions Options { get; }

    public Distances Distances { get; }

    public StayRules Stays { get; }

    /// <summary>How long a slot of <see cref="Window"/> is: four of them cover what the rules look back on.</summary>
    public long SlotTicks { get; }

    public long SilentAfter(in Fix fix) =>
        (Options.Sources.GetValueOrDefault((V1.PositionReport.Types.Source)fix.Source) ?? Options.Sources[0]).SilentAfter.Ticks;

    /// <summary>Judges the newest of some points, sorted by event time.</summary>
    /// <param name="points">At least one, and at most 32.</param>
    /// <param name="beganAtRest">Whether the subject was at rest from the first on, if that is known.</param>
    public Standing Judge(ReadOnlySpan<Fix> points, bool? beganAtRest)
    {
        var newest = points.Length - 1;
        var (last, segment, isOut) = PassJumps(points);
        var finding = last == newest ? default : ToFinding(Rule.Jump, points[last], points[newest]);
        if (last == newest && newest > 0 && !Distances.IsSimulated(points[newest]))
        {
            last = PassFrozen(points, segment, isOut, out finding);
        }

        // Where a movement began it did not rest, even if it is there again.
        var start = Stays.StartOfRest(points, beganAtRest == false && last > 0 ? Math.Max(1, segment) : segment, last, isOut);
        var isParked = Stays.IsParked(points[start], points[last]);
        return new()
        {
            Plausible = last,
            Finding = finding,
            ImplausibleSince = points[finding.Rule == Rule.Jump ? last + 1 : last].EventTime,
            IsParked = isParked,
            MotionSince = isParked ? points[start].EventTime : StartOfMotion(points, segment, last, isOut, beganAtRest),
            BaseMetres = Distances.AccuracyOf(points[last]),
            GrowthMps = (float)(isParked ? Options.ParkedGrowthMps : Math.Clamp(SpeedAt(points, segment, last, isOut), Options.LeastGrowthMps, Options.FastestMps)),
        };
    }

    // Goes along the points that can follow each other. Those that cannot are outliers, until there are enough in a row that can follow each other.
    private (int Last, int Segment, uint IsOut) PassJumps(ReadOnlySpan<Fix> points)
    {
        var (last, segment, isOut, doubtful) = (0, 0, 0u, 0);
        for (var i = 1; i < points.Length; i++)
        {
            if (Distances.IsPossible(points[last], points[i]))
            {
                (last, doubtful) = (i, 0);
                continue;
            }

            doubtful = doubtful > 0 && Distances.IsPossible(points[i - 1], points[i]) ? doubtful + 1 : 1;
            isOut |= 1u << i;
            if (doubtful == Convincing)
            {
                (last, segment, doubtful) = (i, i - Convincing + 1, 0);
                isOut &= (1u << segment) - 1;
            }
        }

        return (last, segment, isOut);
    }

    private int PassFrozen(ReadOnlySpan<Fix> points, int segment, uint isOut, out Finding finding)
    {
        var newest = points.Length - 1;
        if (_fixes.StartOfFreeze(points, segment, newest) is >= 0 and var frozen)
        {
            finding = ToFinding(Rule.Frozen, points[frozen], points[newest]);
            return frozen;
        }

        if (_fixes.StartOfLie(points, segment, newest, isOut, out finding) is >= 0 and var lie)
        {
            return lie;
        }

        finding = default;
        return newest;
    }

    // What it says, or what its way tells if that is more: at a red light it says 0.
    private double SpeedAt(ReadOnlySpan<Fix> points, int segment, int last, uint isOut)
    {
        var said = float.IsNaN(points[last].SpeedMps) ? 0 : points[last].SpeedMps;
        for (var i = last - 1; i >= segment; i--)
        {
            if ((isOut & (1u << i)) == 0 && points[last].EventTime - points[i].EventTime >= LeastMeasured)
            {
                var error = Distances.AccuracyOf(points[i]) + Distances.AccuracyOf(points[last]);
                return Math.Max(said, (Distances.Metres(points[i], points[last]) - error) / Distances.Seconds(points[i], points[last]));
            }
        }

        return said;
    }

    private long StartOfMotion(ReadOnlySpan<Fix> points, int segment, int last, uint isOut, bool? beganAtRest)
    {
        if (segment > 0 || !Stays.MayRest(points[0]) || !(beganAtRest ?? Stays.Rests(points)))
        {
            return points[segment].EventTime;
        }

        for (var i = 1; i <= last; i++)
        {
            if ((isOut & (1u << i)) == 0 && !(Stays.MayRest(points[i]) && Stays.AreTogether(points[0], points[i])))
            {
                return points[i].EventTime;
            }
        }

        return points[last].EventTime;
    }

    private static Finding ToFinding(Rule rule, in Fix before, in Fix newest) =>
        new(rule, (float)Distances.Metres(before, newest), (float)Distances.Seconds(before, newest), newest.SpeedMps);
}
