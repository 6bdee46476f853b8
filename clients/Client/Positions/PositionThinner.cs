using Google.Type;

namespace TaskForce.Client;

/// <summary>Which of a receiver's fixes are reported. Not thread safe.</summary>
internal sealed class PositionThinner(PositionFrugality rules)
{
    private const double EarthMetres = 6_371_008.8;

    private Told? _told;

    /// <summary>Whether a fix tells anything that the last one that was reported did not; it is taken as reported then.</summary>
    /// <param name="fix">The fix.</param>
    /// <param name="time">When it was made.</param>
    /// <param name="isUrgent">Whether everybody wants to know where the unit is, wherever that is.</param>
    /// <param name="place">Where the unit is ordered to, and how far around that counts as arrived, in metres; null if nowhere.</param>
    public bool Wants(PositionFix fix, DateTimeOffset time, bool isUrgent, (LatLng Location, double RadiusMetres)? place)
    {
        var distance = place is { } goal ? Metres(fix.Location, goal.Location) - goal.RadiusMetres : double.PositiveInfinity;
        var isThere = distance <= 0;
        if (_told is { } told && told.IsThere == isThere && !IsNews(told, fix, time, isUrgent || distance <= rules.NearMetres))
        {
            return false;
        }

        var travelled = _told is { } before && Metres(before.Location, fix.Location) >= Step(fix) ? Bearing(before.Location, fix.Location) : (float?)null;
        _told = new(fix.Location, time, fix.HeadingDegrees ?? travelled, isThere);
        return true;
    }

    /// <summary>Whether a fix is near where the unit is ordered to.</summary>
    public bool IsNear(LatLng location, (LatLng Location, double RadiusMetres)? place) => place is { } goal && Metres(location, goal.Location) - goal.RadiusMetres <= rules.NearMetres;

    private bool IsNews(Told told, PositionFix fix, DateTimeOffset time, bool isClose)
    {
        // A clock that was set back would have it say nothing for as long.
        var since = time - told.Time;
        if (since >= rules.Longest || since < TimeSpan.Zero)
        {
            return true;
        }

        return Metres(told.Location, fix.Location) >= Step(fix) && (isClose || since >= rules.OnCourse || IsTurn(told, fix));
    }

    private double Step(PositionFix fix) => Math.Max(rules.LeastMetres, fix.AccuracyMetres ?? 0);

    private bool IsTurn(Told told, PositionFix fix)
    {
        var course = fix.HeadingDegrees ?? Bearing(told.Location, fix.Location);
        return told.Course is { } before && Math.Abs(Math.IEEERemainder(course - before, 360)) > rules.TurnDegrees;
    }

    // Of a sphere: a part in two hundred off, which decides nothing here.
    private static double Metres(LatLng one, LatLng other)
    {
        var (a, b) = (Radians(one.Latitude), Radians(other.Latitude));
        var (north, east) = (Math.Sin((b - a) / 2), Math.Sin(Radians(other.Longitude - one.Longitude) / 2));
        return 2 * EarthMetres * Math.Asin(Math.Min(1, Math.Sqrt((north * north) + (Math.Cos(a) * Math.Cos(b) * east * east))));
    }

    private static float Bearing(LatLng from, LatLng to)
    {
        var (a, b, east) = (Radians(from.Latitude), Radians(to.Latitude), Radians(to.Longitude - from.Longitude));
        return (float)((Math.Atan2(Math.Sin(east) * Math.Cos(b), (Math.Cos(a) * Math.Sin(b)) - (Math.Sin(a) * Math.Cos(b) * Math.Cos(east))) * 180 / Math.PI) + 360) % 360;
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;

    private sealed record Told(LatLng Location, DateTimeOffset Time, float? Course, bool IsThere);
}
