using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Geolocation.Positions;
using State = TaskForce.Geolocation.V1.Disclosure.Types.State;

namespace TaskForce.Geolocation.Disclosures;

internal static class DisclosureMapping
{
    private const int MostSubjects = 1000;
    private const int MostReceivers = 50;
    private static readonly TimeSpan LongestLease = TimeSpan.FromDays(1);

    /// <summary>Reads what a disclosure says, or notes everything that is wrong with it.</summary>
    public static DisclosureTerms ReadTerms(this Violations violations, V1.Disclosure disclosure, DateTimeOffset now)
    {
        const string Field = "disclosure.";
        violations.Require(disclosure, Field);
        violations.Check(disclosure.Subjects.Count <= MostSubjects, Field + "subjects", $"must be at most {MostSubjects}");
        violations.Check(disclosure.Receivers.Count <= MostReceivers, Field + "receivers", $"must be at most {MostReceivers}");
        violations.CheckText(disclosure.Purpose, 0, 500, Field + "purpose");
        violations.CheckText(disclosure.Resource, 0, 200, Field + "resource");
        foreach (var (i, nation) in disclosure.Receivers.Index())
        {
            violations.CheckNation(nation, $"{Field}receivers[{i}]");
        }

        var expires = violations.ReadTime(disclosure.ExpireTime, Field + "expire_time") ?? now;
        violations.Check(expires <= now + LongestLease, Field + "expire_time", "must be at most a day ahead");
        var subjects = disclosure.Subjects.Select((subject, i) => violations.ReadSubject(subject, $"{Field}subjects[{i}].")).ToImmutableArray();
        return new(subjects, [.. disclosure.Receivers.Distinct()], disclosure.Purpose.Trim(), disclosure.Resource, expires);
    }

    public static V1.Disclosure ToProto(this DisclosureRow row, DateTimeOffset now)
    {
        var (value, terms) = (row.Value, row.Value.Terms);
        return new()
        {
            Name = row.Name,
            Subjects = { terms.Subjects.Select(ToProto) },
            Receivers = { terms.Receivers },
            Purpose = terms.Purpose,
            Resource = terms.Resource,
            ExpireTime = terms.Expires.ToTimestamp(),
            EndTime = value.EndTime?.ToTimestamp(),
            State = value.EndTime is not null ? State.Ended : terms.Expires > now ? State.Open : State.Expired,
            CreateTime = value.CreateTime.ToTimestamp(),
            UpdateTime = value.UpdateTime.ToTimestamp(),
            Etag = row.Etag,
        };
    }

    private static V1.Disclosure.Types.Subject ToProto(DisclosedSubject subject) => new()
    {
        Subject_ = subject.Subject,
        Nation = subject.Nation,
        BeginTime = subject.Begin.ToTimestamp(),
        EndTime = subject.End?.ToTimestamp(),
    };

    private static DisclosedSubject ReadSubject(this Violations violations, V1.Disclosure.Types.Subject subject, string field)
    {
        violations.Check(subject.Subject_.Length == 0 || SubjectName.IsValid(subject.Subject_), field + "subject", "must be a resource name such as members/{member}");
        violations.CheckNation(subject.Nation, field + "nation");
        var begin = violations.ReadTime(subject.BeginTime, field + "begin_time") ?? default;
        var end = violations.ReadTime(subject.EndTime, field + "end_time");
        violations.Check(end is null || end >= begin, field + "end_time", "must not be before begin_time");
        return new(subject.Subject_, subject.Nation, begin, end);
    }
}
