using Google.Protobuf.WellKnownTypes;
using TaskForce.Geolocation.Geofences.History;
using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Positions;

namespace TaskForce.Geolocation.Geofences;

internal static class GeofenceMapping
{
    private const double UsualHysteresis = 10;
    private const double LargestHysteresis = 10_000;
    private const double LargestRadius = 100_000;
    private const int MostSubjects = 1000;
    private static readonly TimeSpan LongestDwell = TimeSpan.FromDays(30);

    /// <summary>Reads what a geofence says, or notes everything that is wrong with it.</summary>
    /// <param name="violations">Where it is noted.</param>
    /// <param name="fence">What the caller sent.</param>
    /// <param name="now">Now.</param>
    /// <param name="field">Where it was sent, with a dot at the end.</param>
    public static V1.Geofence ReadGeofence(this Violations violations, V1.Geofence fence, DateTimeOffset now, string field)
    {
        violations.Require(fence, field);
        violations.CheckText(fence.DisplayName, 0, 200, field + "display_name");
        violations.Check(fence.Area is null != fence.Around is null, field + "area", "either this or around is required, and not both");
        violations.Check(fence.Subjects.Count <= MostSubjects, field + "subjects", $"must be at most {MostSubjects}");
        violations.CheckEach(fence.Subjects, field + "subjects", IsSubject, "must be a resource name such as members/{member}, or the beginning of one and a * such as members/de-*");
        violations.ReadWidth(fence, violations.ReadArea(fence.Area, field + "area"), field);
        violations.ReadAround(fence, field);
        violations.ReadValidity(fence, now, field);
        var dwell = violations.ReadDuration(fence.Dwell, field + "dwell");
        violations.Check(dwell is null || dwell <= LongestDwell, field + "dwell", "must be at most 30 days");
        return new()
        {
            DisplayName = fence.DisplayName.Trim(),
            Area = fence.Area,
            Around = fence.Around,
            Subjects = { fence.Subjects.Distinct() },
            Validity = fence.Validity,
            Dwell = fence.Dwell,
            HysteresisMetres = fence.HasHysteresisMetres ? fence.HysteresisMetres : UsualHysteresis,
        };
    }

    /// <summary>What a geofence that was read says, as it is judged.</summary>
    public static FenceRule ToRule(this V1.Geofence says) => new(
        new Violations().ReadArea(says.Area, ""), says.Around?.Subject ?? "", says.Around?.RadiusMetres ?? 0, says.Subjects.ToHashSet(),
        says.Dwell?.ToTimeSpan() ?? TimeSpan.Zero, says.HysteresisMetres);

    public static V1.Geofence ToProto(this GeofenceRow row)
    {
        var fence = row.Value.Says.Clone();
        fence.Name = row.Name;
        fence.Nation = row.Value.Nation ?? "";
        fence.CreateTime = row.Value.CreateTime.ToTimestamp();
        fence.UpdateTime = row.Value.UpdateTime.ToTimestamp();
        fence.Etag = row.Etag;
        return fence;
    }

    private static void ReadWidth(this Violations violations, V1.Geofence fence, Area? area, string field)
    {
        if (area is Polygon polygon && PolygonFault.Find(polygon) is { } fault)
        {
            var ring = fault.Ring == 0 ? "vertices" : $"holes[{fault.Ring - 1}].vertices";
            violations.Add($"{field}area.polygon.{ring}[{fault.Corner}]", fault.Description);
        }

        var hysteresis = fence.HasHysteresisMetres ? fence.HysteresisMetres : UsualHysteresis;
        var reach = (area as Disc)?.RadiusMetres ?? (area as Corridor)?.HalfWidthMetres ?? fence.Around?.RadiusMetres ?? double.PositiveInfinity;
        violations.Check(hysteresis is >= 0 and <= LargestHysteresis, field + "hysteresis_metres", $"must be 0 to {LargestHysteresis} metres");
        violations.Check(!(reach > 0 && hysteresis >= reach), field + "hysteresis_metres", "must be less than the fence reaches (10 if it is not given), or nobody would be surely inside");
    }

    private static void ReadAround(this Violations violations, V1.Geofence fence, string field)
    {
        if (fence.Around is { } around)
        {
            violations.Check(around.Subject.Length == 0 || SubjectName.IsValid(around.Subject), field + "around.subject", "must be a resource name such as members/{member}");
            violations.Check(around.RadiusMetres is > 0 and <= LargestRadius, field + "around.radius_metres", $"must be more than 0 and at most {LargestRadius} metres");
            violations.Check(fence.Subjects.Count == 0 || fence.Subjects.Any(subject => subject != around.Subject), field + "subjects", "must be about others than the one that the fence moves with");
        }
    }

    private static void ReadValidity(this Violations violations, V1.Geofence fence, DateTimeOffset now, string field)
    {
        var start = violations.ReadTime(fence.Validity?.StartTime, field + "validity.start_time");
        var end = violations.ReadTime(fence.Validity?.EndTime, field + "validity.end_time");
        violations.Check(end is null || end > (start ?? now), field + "validity.end_time", "must be after its beginning");
        violations.Check(start is null || start >= now || (fence.Subjects.Count > 0 && !fence.Subjects.Any(FenceRule.IsBeginning)), field + "validity.start_time", "must not be in the past for a fence that does not name its subjects");
    }

    // A beginning is of ids in a collection: with some letters more it is a name.
    private static bool IsSubject(string subject) => FenceRule.IsBeginning(subject)
        ? subject.Contains('/', StringComparison.Ordinal) && SubjectName.IsValid(subject[..^1] + "aaaa")
        : SubjectName.IsValid(subject);
}
