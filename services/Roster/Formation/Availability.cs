using System.Globalization;
using TaskForce.Roster.Assets;
using TaskForce.Roster.DutyTime;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.Formation;

/// <summary>Something that keeps somebody or something out of a team, whatever else the team needs.</summary>
/// <param name="Rule">For machines, as in the contract.</param>
/// <param name="Message">For people, with the subject left out: <c>is on leave until …</c>.</param>
internal sealed record Obstacle(string Rule, string Message);

/// <summary>The rules that judge a member or an asset alone.</summary>
internal static class Availability
{
    /// <summary>The rule of a duty-time breach that needs an override.</summary>
    public const string DutyTimeRule = "duty-time";

    /// <summary>The rule of a journey that is too long, or impossible.</summary>
    public const string TravelRule = "travel";

    /// <summary>What keeps a member out, the journey and duty times aside.</summary>
    public static IEnumerable<Obstacle> Obstacles(Member member, Requirement requirement)
    {
        if (!requirement.Nations.Contains(member.Nation))
        {
            yield return new("nation", $"{member.Nation} takes no part");
        }

        if (member.Duty is Duty.OffDuty or Duty.Sick)
        {
            yield return new("duty", member.Duty == Duty.Sick ? "is sick" : "is off duty");
        }

        if (member.Details.Leave.FirstOrDefault(leave => leave.Overlaps(requirement.Period)) is { } leave)
        {
            yield return new("leave", $"is on leave from {Day(leave.From)} until {Day(leave.Until)}");
        }
    }

    /// <summary>What keeps an asset out, the journey aside.</summary>
    public static IEnumerable<Obstacle> Obstacles(Asset asset, Requirement requirement)
    {
        if (!requirement.Nations.Contains(asset.Nation))
        {
            yield return new("nation", $"{asset.Nation} takes no part");
        }

        if (asset.Details.State != AssetState.Serviceable)
        {
            yield return new("state", "is not serviceable");
        }

        if (asset.Details.Maintenance.FirstOrDefault(period => period.Overlaps(requirement.Period)) is { } maintenance)
        {
            yield return new("maintenance", $"is in maintenance from {Day(maintenance.From)} until {Day(maintenance.Until)}");
        }
    }

    /// <summary>Whether a member's journey is a way to be there in time.</summary>
    public static IEnumerable<Obstacle> Obstacles(Journey? journey, TimeSpan? limit)
    {
        if (journey is null)
        {
            yield return new(TravelRule, "has no way to the place");
        }
        else if (journey.Time > limit)
        {
            yield return new(TravelRule, $"needs {Text(journey.Time)}, more than the limit of {Text(limit.Value)}");
        }
    }

    /// <summary>Whether an asset gets there; it may come later than the people, but without refuelling on the way.</summary>
    public static IEnumerable<Obstacle> Obstacles(Journey? journey, Asset asset)
    {
        if (journey is null)
        {
            yield return new(TravelRule, "has no way to the place");
        }
        else if (asset.Details.RangeKm > 0 && journey.Kilometres > asset.Details.RangeKm)
        {
            yield return new(TravelRule, string.Create(CultureInfo.InvariantCulture,
                $"goes {asset.Details.RangeKm:0} km without refuelling, the place is {journey.Kilometres:0} km away"));
        }
    }

    /// <summary>What the duty times put in the way. A hard rule does so unless it is overridden; a soft one never does.</summary>
    public static IEnumerable<Obstacle> Obstacles(DutyVerdict verdict, Requirement requirement)
    {
        if (verdict.Obstacle is { } off)
        {
            yield return new("duty", off);
        }

        foreach (var breach in requirement.OverridesDutyTime ? [] : verdict.Breaches.Where(breach => breach.Hard))
        {
            yield return new(DutyTimeRule, $"{breach.Message} ({breach.Rule})");
        }
    }

    /// <summary>Why a skill does not count for a requirement; null if it does or is not held at all.</summary>
    public static string? SkillObstacle(Member member, SkillNeed need, Period period)
    {
        var held = member.Details.Qualifications.Where(q => q.Skill == need.Skill).ToList();
        if (held.Count == 0 || member.GradeOf(need.Skill, period) >= need.MinGrade)
        {
            return null;
        }

        return held.MaxBy(q => q.Grade)!.Grade < need.MinGrade
            ? $"{need.Skill} is of grade {held.Max(q => q.Grade)}, {need.MinGrade} is needed"
            : $"{need.Skill} holds only until {Day(held.Max(q => q.Validity.Until)!)}";
    }

    /// <summary>A time span for people: <c>3 h 12 min</c>.</summary>
    public static string Text(TimeSpan time) => time.TotalHours >= 1
        ? $"{(int)time.TotalHours} h {time.Minutes} min"
        : $"{Math.Ceiling(time.TotalMinutes)} min";

    /// <summary>A moment for people.</summary>
    public static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
