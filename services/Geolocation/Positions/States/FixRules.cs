using TaskForce.Geolocation.Tracks;

namespace TaskForce.Geolocation.Positions.States;

/// <summary>When a place or a speed that is possible is not to be believed all the same.</summary>
internal sealed class FixRules(StateOptions options, Distances distances)
{
    // A brisk walk: below it a receiver may well stay on one spot of its grid.
    private const double CertainlyMovesMps = 3;

    // One pair may be chance.
    private const int LeastFrozen = 3;
    private const int LeastFrozenForLong = 5;
    private const int LeastChecked = 4;

    // Reports are samples: between them something may have gone faster or slower.
    private const double SpeedFactor = 2;
    private const double SpeedMargin = 10;
    private const double LeastCheckedMetres = 500;

    // About 1 g: no car turns, brakes or accelerates harder.
    private const double MostAcceleration = 10;

    /// <summary>
    /// With which point the same place to the bit began to be reported, if it has been for too long; -1 if not. A receiver's noise changes the last digits
    /// (here a centimetre) all the time. Entered and cell positions repeat by nature and are only doubted when they claim to move.
    /// </summary>
    public int StartOfFreeze(ReadOnlySpan<Fix> points, int from, int last)
    {
        var (start, slowest) = (last, double.PositiveInfinity);
        while (start > from && Distances.AreSame(points[start - 1], points[last]))
        {
            slowest = Math.Min(slowest, float.IsNaN(points[start].SpeedMps) ? 0 : points[start].SpeedMps);
            start--;
        }

        var (count, time) = (last - start + 1, points[last].EventTime - points[start].EventTime);
        var whileMoving = count >= LeastFrozen && slowest >= CertainlyMovesMps && time >= options.FrozenMovingAfter.Ticks;
        var forLong = count >= LeastFrozenForLong && points[last].Source == (int)V1.PositionReport.Types.Source.Gnss && time >= options.FrozenAfter.Ticks;
        return whileMoving || forLong ? start : -1;
    }

    /// <summary>
    /// The last point before a stretch over which the reported speeds cannot be true; -1 if there is none. Either the subject got much farther than they
    /// allow, or it stayed within a circle in which nothing can go so fast.
    /// </summary>
    public int StartOfLie(ReadOnlySpan<Fix> points, int from, int last, uint isOut, out Finding finding)
    {
        finding = default;
        var (slowest, fastest, extent, count) = (float.PositiveInfinity, 0f, 0.0, 0);
        for (var i = last; i >= from; i--)
        {
            if ((isOut & (1u << i)) != 0)
            {
                continue;
            }

            if (float.IsNaN(points[i].SpeedMps))
            {
                return -1;
            }

            (slowest, fastest, count) = (Math.Min(slowest, points[i].SpeedMps), Math.Max(fastest, points[i].SpeedMps), count + 1);
            var (metres, doubt) = (Distances.Metres(points[i], points[last]), distances.DoubtOf(points[i], points[last]));
            extent = Math.Max(extent, metres + doubt);
            if (points[last].EventTime - points[i].EventTime >= options.SpeedCheckedOver.Ticks)
            {
                var (seconds, least) = (Distances.Seconds(points[i], points[last]), metres - doubt);
                var tooFar = least >= LeastCheckedMetres && least / seconds > (fastest * SpeedFactor) + SpeedMargin;
                var tooNear = count >= LeastChecked && (double)slowest * slowest > MostAcceleration * 2 * extent;
                finding = new(Rule.Spoofed, (float)metres, (float)seconds, tooFar ? fastest : slowest);
                return tooFar || tooNear ? i : -1;
            }
        }

        return -1;
    }
}
