using System.Globalization;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.Formation;

/// <summary>What keeps somebody or something out of a team, whatever else the team needs.</summary>
internal static class Availability
{
    /// <summary>What keeps a member out, travel aside. Being in another team is for the caller to say.</summary>
    public static IEnumerable<string> Obstacles(Member member, Requirement requirement)
    {
        if (!requirement.Nations.Contains(member.Nation))
        {
            yield return $"{member.Nation} takes no part";
        }

        if (member.Duty is Duty.OffDuty or Duty.Sick)
        {
            yield return member.Duty == Duty.Sick ? "is sick" : "is off duty";
        }

        if (member.Details.Leave.FirstOrDefault(leave => leave.Overlaps(requirement.Period)) is { } leave)
        {
            yield return $"is on leave from {Day(leave.From)} until {Day(leave.Until)}";
        }
    }

    /// <summary>What keeps an asset out, travel aside.</summary>
    public static IEnumerable<string> Obstacles(Asset asset, Requirement requirement)
    {
        if (!requirement.Nations.Contains(asset.Nation))
        {
            yield return $"{asset.Nation} takes no part";
        }

        if (asset.Details.State != AssetState.Serviceable)
        {
            yield return "is not serviceable";
        }
    }

    /// <summary>Whether a journey is a way to be there in time.</summary>
    public static IEnumerable<string> Obstacles(Journey? journey, TimeSpan? limit)
    {
        if (journey is null)
        {
            yield return "has no way to the place";
        }
        else if (journey.Time > limit)
        {
            yield return $"needs {Text(journey.Time)}, more than the limit of {Text(limit.Value)}";
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

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
