using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Roster.DutyTime;
using TaskForce.Type.V1;

namespace TaskForce.Roster.Members;

internal static class MemberMapping
{
    private const int FarthestOffset = 366;

    /// <summary>Reads what an agency enters, naming everything that is wrong with it.</summary>
    /// <param name="member">What was entered.</param>
    /// <param name="duty">Knows the patterns that a member can be put on.</param>
    public static MemberDetails ToDetails(this V1.Member member, DutyTimes duty)
    {
        var violations = new Violations();
        violations.Require(member, "member.");
        violations.CheckNation(member.Nation, "member.nation");
        violations.CheckText(member.Agency, 0, 100, "member.agency");
        violations.CheckText(member.CallSign, 0, 40, "member.call_sign");
        violations.CheckPlace(member.HomeBase, "member.home_base");
        violations.CheckEach(member.Languages, "member.languages", Codes.IsLanguage, "is not an ISO 639 code in lower case");
        violations.CheckEach(member.TravelModes, "member.travel_modes",
            mode => mode != TravelMode.Unspecified && System.Enum.IsDefined(mode), "is not a known mode");
        violations.CheckEach(member.Leave, "member.leave", Codes.IsOrdered, "must end after it starts");
        violations.Check(member.DutyPattern.Length == 0 || duty.PatternOf(member.Nation, member.DutyPattern) is not null,
            "member.duty_pattern", $"is no duty pattern of {member.Nation}");
        violations.Check(member.DutyPatternOffset is >= 0 and <= FarthestOffset, "member.duty_pattern_offset", $"must be 0 to {FarthestOffset}");
        violations.CheckQualifications(member.Qualifications, "member.qualifications");
        violations.ThrowIfAny();
        return new(member.Agency.Trim(), member.CallSign.Trim(), member.HomeBase)
        {
            Languages = [.. member.Languages.Distinct()],
            Qualifications = [.. member.Qualifications.Select(ToDomain)],
            Leave = [.. member.Leave.Select(Period.Of)],
            TravelModes = [.. member.TravelModes.Distinct()],
            DutyPattern = member.DutyPattern,
            DutyPatternOffset = member.DutyPatternOffset,
        };
    }

    /// <summary>Reads a duty; one that is not set is off duty.</summary>
    public static Duty ToDomain(this V1.Member.Types.Duty duty)
    {
        var violations = new Violations();
        violations.Check(System.Enum.IsDefined(duty), "duty", "is not a known duty");
        violations.ThrowIfAny();
        return duty == V1.Member.Types.Duty.Unspecified ? Duty.OffDuty : (Duty)duty;
    }

    /// <param name="row">The member.</param>
    /// <param name="team">The live team or support request that holds the member, or null.</param>
    public static V1.Member ToProto(this MemberRow row, string? team)
    {
        var (name, nation, details, duty, createTime, updateTime) = row.Value;
        return new()
        {
            Name = name.ToString(),
            Nation = nation,
            Agency = details.Agency,
            CallSign = details.CallSign,
            Languages = { details.Languages },
            Qualifications = { details.Qualifications.Select(ToProto) },
            HomeBase = details.HomeBase,
            Duty = (V1.Member.Types.Duty)duty,
            Leave = { details.Leave.Select(period => period.ToProto()) },
            TravelModes = { details.TravelModes },
            DutyPattern = details.DutyPattern,
            DutyPatternOffset = details.DutyPatternOffset,
            Team = team ?? "",
            CreateTime = createTime.ToTimestamp(),
            UpdateTime = updateTime.ToTimestamp(),
            Etag = row.Etag,
        };
    }

    /// <summary>Notes everything that is wrong with qualifications.</summary>
    public static void CheckQualifications(this Violations violations, IReadOnlyList<V1.Qualification> qualifications, string field)
    {
        for (var i = 0; i < qualifications.Count; i++)
        {
            var (held, path) = (qualifications[i], $"{field}[{i}]");
            violations.Check(held.Skill.Length == 0 || Codes.IsSlug(held.Skill), path + ".skill", "must be lower-case letters, digits and hyphens");
            violations.Check(held.Grade is >= 0 and <= 5, path + ".grade", "must be 1 to 5");
            violations.Check(held.Validity is null || Codes.IsOrdered(held.Validity), path + ".validity", "must end after it starts");
            violations.CheckText(held.Proof, 0, Qualification.LongestProof, path + ".proof");
        }
    }

    /// <summary>Reads a qualification.</summary>
    public static Qualification ToDomain(this V1.Qualification held) =>
        new(held.Skill, held.Grade, Period.Of(held.Validity)) { Proof = held.Proof.Trim() };

    /// <summary>A qualification as a caller sees it.</summary>
    public static V1.Qualification ToProto(this Qualification held) =>
        new() { Skill = held.Skill, Grade = held.Grade, Validity = held.Validity.ToProto(), Proof = held.Proof, Training = held.Training };
}
