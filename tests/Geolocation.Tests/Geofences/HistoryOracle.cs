using TaskForce.Geolocation.Geofences.History;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Tests.Geography;
using Cause = TaskForce.Geolocation.V1.GeofenceEvent.Types.Cause;
using EventType = TaskForce.Geolocation.V1.GeofenceEvent.Types.Type;

namespace TaskForce.Geolocation.Tests.Geofences;

/// <summary>One line of a history.</summary>
internal sealed record Told(string Subject, long Edition, double Second, EventType Type, Cause Cause, double? Since);

/// <summary>
/// The rules of the contract once more, offline: it is given all positions at once, sorted, goes through every one for every fence, and shares
/// nothing with the engine: neither its geometry (discs only) nor its steps.
/// </summary>
internal static class HistoryOracle
{
    public static List<Told> Tell(Edition fence, string subject, IEnumerable<Fix> all)
    {
        var told = new List<Told>();
        var rule = fence.Rule;
        var isNamed = rule.Subjects.Count > 0 && rule.Subjects.All(each => each[^1] != '*');
        if (subject == rule.Around || (rule.Subjects.Count > 0
            && !rule.Subjects.Any(each => each == subject || (each[^1] == '*' && subject.StartsWith(each[..^1], StringComparison.Ordinal)))))
        {
            return told;
        }

        var sorted = all.Where(fix => fix.Subject == subject || fix.Subject == rule.Around).OrderBy(fix => fix.Time).ToList();
        var own = sorted.Where(fix => fix.Subject == subject).ToList();
        var (inside, dwelled, since) = (false, false, default(DateTimeOffset));
        if (How(fence.From, before: true) is "in")
        {
            (inside, since) = (true, fence.From);
            Add(fence.From, EventType.Inside, Cause.FenceBegan);
        }
        else if (isNamed && own.Any(fix => fix.Time < fence.From))
        {
            Add(fence.From, EventType.Outside, Cause.FenceBegan);
        }

        foreach (var time in sorted.Select(fix => fix.Time).Distinct().Where(time => time >= fence.From && time < fence.End))
        {
            var how = How(time, before: false);
            if (!inside && how == "in")
            {
                (inside, dwelled, since) = (true, false, time);
                Add(time, EventType.Entered);
            }
            else if (inside && how == "out")
            {
                inside = false;
                Add(time, EventType.Exited);
            }
            else if (inside && !dwelled && rule.Dwell > TimeSpan.Zero && time >= since + rule.Dwell)
            {
                dwelled = true;
                told.Add(new(subject, fence.Id, Second(time), EventType.Dwelled, default, Second(since)));
            }
            else if (!inside && rule.Area is Disc disc && Passes(disc, own.FindIndex(fix => fix.Time == time)))
            {
                Add(time, EventType.Crossed);
            }
        }

        if (fence.Until is { } end && inside)
        {
            Add(end, EventType.Inside, Cause.FenceEnded);
        }
        else if (fence.Until is { } until && isNamed && own.Any(fix => fix.Time < until))
        {
            Add(until, EventType.Outside, Cause.FenceEnded);
        }

        return told;

        void Add(DateTimeOffset time, EventType type, Cause cause = default) => told.Add(new(subject, fence.Id, Second(time), type, cause, null));

        string How(DateTimeOffset time, bool before)
        {
            var known = sorted.Where(fix => before ? fix.Time < time : fix.Time <= time).ToList();
            if (!known.Any(fix => fix.Subject == subject))
            {
                return "unknown";
            }

            var me = known.Last(fix => fix.Subject == subject);
            if (rule.Area is Disc still)
            {
                return Judge(still.RadiusMetres - Formulas.Metres(still.Middle, me.At), Math.Max(rule.HysteresisMetres, me.Accuracy));
            }

            var centre = known.Where(fix => fix.Subject == rule.Around).Select(fix => (Fix?)fix).LastOrDefault();
            return centre is { } it && (time - it.Time).TotalMinutes <= 10 && (time - me.Time).TotalMinutes <= 10
                ? Judge(rule.RadiusMetres - Formulas.Metres(it.At, me.At), Math.Max(rule.HysteresisMetres, me.Accuracy + it.Accuracy))
                : "unknown";
        }

        bool Passes(Disc disc, int index)
        {
            if (index < 1 || own[index - 1].Time < fence.From)
            {
                return false;
            }

            var (a, b) = (own[index - 1], own[index]);
            var margin = Math.Max(rule.HysteresisMetres, Math.Max(a.Accuracy, b.Accuracy));
            return Formulas.Metres(disc.Middle, a.At) > disc.RadiusMetres && Formulas.Metres(disc.Middle, b.At) > disc.RadiusMetres
                && (b.Time - a.Time).TotalMinutes <= 10 && Formulas.Metres(a.At, b.At) <= 20_000
                && Nearest(disc.Middle, a.At, b.At) <= disc.RadiusMetres - margin;
        }
    }

    private static string Judge(double depth, double margin) => depth >= margin ? "in" : depth < 0 && -depth >= margin ? "out" : "undecided";

    // By the angle at the corners of the triangle instead of by the foot of the perpendicular.
    private static double Nearest(GeoPoint middle, GeoPoint a, GeoPoint b)
    {
        var shrink = Math.Cos(double.DegreesToRadians(middle.Latitude));
        var metres = double.DegreesToRadians(1) * Sphere.EarthRadiusMetres;
        var p = new System.Numerics.Complex((a.Longitude - middle.Longitude) * shrink * metres, (a.Latitude - middle.Latitude) * metres);
        var q = new System.Numerics.Complex((b.Longitude - middle.Longitude) * shrink * metres, (b.Latitude - middle.Latitude) * metres);
        if (p == q)
        {
            return p.Magnitude;
        }

        var turned = (q - p) / (q - p).Magnitude;
        var start = p / turned;
        return start.Real > 0 || start.Real + (q - p).Magnitude < 0 ? Math.Min(p.Magnitude, q.Magnitude) : Math.Abs(start.Imaginary);
    }

    public static double Second(DateTimeOffset time) => (time - GeolocationApp.Noon).TotalSeconds;
}
