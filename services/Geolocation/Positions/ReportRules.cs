using System.Text;
using Code = TaskForce.Geolocation.V1.ReportOutcome.Types.Code;

namespace TaskForce.Geolocation.Positions;

/// <summary>What the rules say about a report: why it was refused, or for which nation it is to be kept.</summary>
/// <param name="Code">The refusal; <see cref="Code.Unspecified"/> if there is none.</param>
/// <param name="Text">The reason of a refusal, for people, or the nation, ISO 3166-1 alpha-2.</param>
internal readonly record struct Verdict(Code Code, string Text)
{
    public bool IsRefusal => Code != Code.Unspecified;
}

/// <summary>
/// The written rules for reports, those of <c>PositionService</c> in its contract. Whose a subject is (rule 3) is decided so:
/// <list type="bullet">
/// <item>A field unit reports its own member and nobody else; its token vouches for the nation.</item>
/// <item>A partner reports any subject that is no member and that nobody or its own nation has reported before: the first to report a
/// subject owns it.</item>
/// <item>A service reports any subject for the nation that owns it; a subject that nobody owns yet only if its token names a nation,
/// because a position without an owner could not be withheld from anyone.</item>
/// </list>
/// A caller with several roles may do what any of them may.
/// </summary>
internal static class ReportRules
{
    // Three times the speed of sound: faster is a device that lies.
    private const float FastestMps = 1000;
    private const float LargestAccuracyMetres = 20_000_000;

    /// <summary>Rules 1 and 2: what the report itself and the clock tell.</summary>
    /// <param name="report">The report.</param>
    /// <param name="subject">Its subject, UTF-8.</param>
    /// <param name="now">In UTC ticks.</param>
    /// <param name="tolerance">How far ahead of us an event may be.</param>
    public static Verdict CheckValues(in RawReport report, ReadOnlySpan<byte> subject, long now, TimeSpan tolerance)
    {
        if (FaultsOf(report, subject) is { Count: > 0 } faults)
        {
            return new(Code.OutOfRange, string.Join("; ", faults) + ".");
        }

        var ahead = TimeSpan.FromTicks(report.EventTicks - now);
        return ahead > tolerance
            ? new(Code.InFuture, $"event_time is {ahead.TotalSeconds:0} s ahead of the server's clock; {tolerance.TotalSeconds:0} s are tolerated.")
            : default;
    }

    /// <summary>Rule 3: whose the subject is. Allowed, it tells the nation.</summary>
    /// <param name="reporter">Who reports.</param>
    /// <param name="subject">A well-formed name, UTF-8.</param>
    /// <param name="owner">The nation of whoever reported the subject before, or null.</param>
    public static Verdict CheckOwner(Reporter reporter, ReadOnlySpan<byte> subject, string? owner)
    {
        if (reporter.IsOwnMember(subject))
        {
            return Allowed(reporter.Nation);
        }

        var nation = owner ?? reporter.Nation;
        if (nation.Length == 0)
        {
            return NotYours($"nobody owns {Text(subject)} yet, and {reporter.Name} acts for no nation");
        }

        if (reporter.IsService)
        {
            return Allowed(nation);
        }

        return reporter.IsPartner ? CheckPartner(reporter, subject, nation) : NotYours($"{Text(subject)} is not {reporter.Name}'s own member");
    }

    /// <summary>Rules 4 and 5, in words.</summary>
    public static string Explain(Code code) => code switch
    {
        Code.Duplicate => "A report of this subject and event time is already kept.",
        Code.StoredLate => "A later position of this subject is known.",
        _ => "",
    };

    private static Verdict CheckPartner(Reporter reporter, ReadOnlySpan<byte> subject, string nation)
    {
        if (subject.StartsWith(SubjectName.MembersBytes))
        {
            return NotYours($"{Text(subject)} is a member, and partner systems do not report members");
        }

        return nation == reporter.Nation ? Allowed(nation) : NotYours($"{Text(subject)} belongs to {nation}, and {reporter.Name} acts for {reporter.Nation}");
    }

    // Null, the usual case, costs nothing.
    private static List<string>? FaultsOf(in RawReport report, ReadOnlySpan<byte> subject)
    {
        List<string>? faults = null;
        Check(SubjectName.IsValid(subject), "subject must be a resource name such as members/{member}", ref faults);
        Check(report.HasLocation, "location is required", ref faults);
        Check(report.Latitude is >= -90 and <= 90, "location.latitude must be -90 to 90 degrees", ref faults);
        Check(report.Longitude is >= -180 and <= 180, "location.longitude must be -180 to 180 degrees", ref faults);
        Check(report.HasEventTime, "event_time is required", ref faults);
        Check(report.IsTime, "event_time is not a time", ref faults);
        Check(report.AccuracyMetres is null or (>= 0 and <= LargestAccuracyMetres), "accuracy_metres must be 0 to 20000000", ref faults);
        Check(report.SpeedMps is null or (>= 0 and <= FastestMps), "speed_mps must be 0 to 1000", ref faults);
        Check(report.HeadingDegrees is null or (>= 0 and <= 360), "heading_degrees must be 0 to 360", ref faults);
        Check(report.DeviceSequence is null or >= 1, "device_sequence must be 1 or more", ref faults);
        return faults;
    }

    private static void Check(bool ok, string fault, ref List<string>? faults)
    {
        if (!ok)
        {
            (faults ??= []).Add(fault);
        }
    }

    private static Verdict Allowed(string nation) => new(Code.Unspecified, nation);

    private static Verdict NotYours(string reason) => new(Code.NotYours, reason + ".");

    private static string Text(ReadOnlySpan<byte> subject) => Encoding.UTF8.GetString(subject);
}
