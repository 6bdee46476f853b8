using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.Support;

internal static class SupportMapping
{
    private const int LongestText = 1000;
    private const int MostOfOne = 1000;
    private const int MostResources = 500;

    /// <summary>Reads what a nation asks for, naming everything that is wrong with it.</summary>
    public static (SupportAsk Ask, DateTimeOffset? OfferDue) ToAsk(this V1.CreateSupportRequestRequest request, DateTimeOffset now)
    {
        var (violations, ask) = (new Violations(), request.SupportRequest ?? new());
        violations.Require(ask, "support_request.");
        violations.CheckNation(ask.ReceivingNation, "support_request.receiving_nation");
        violations.CheckNation(ask.GivingNation, "support_request.giving_nation");
        violations.Check(ask.GivingNation.Length == 0 || ask.GivingNation != ask.ReceivingNation, "support_request.giving_nation", "must be another nation than the receiving one");
        violations.CheckText(ask.Purpose, 0, LongestText, "support_request.purpose");
        violations.CheckEach(ask.Needs, "support_request.needs", IsNeed, $"must have a code in lower-case letters, digits and hyphens, a count of 1 to {MostOfOne}, and a min_grade of 0 to 5, which is 0 for assets");
        var period = Period.Of(ask.Period);
        violations.Check(ask.Period is null || (ask.Period is { StartTime: not null, EndTime: not null } && Codes.IsOrdered(ask.Period)), "support_request.period", "must start, and end after it starts");
        violations.Check(period.Until > now, "support_request.period", "must not have ended");
        violations.CheckPlace(ask.Place, "support_request.place");
        violations.CheckDue(request.OfferDue, now, period.Until, "offer_due");
        violations.ThrowIfAny();

        return (new(ask.ReceivingNation, ask.GivingNation, ask.Purpose.Trim(), period)
        {
            Needs = [.. ask.Needs.Select(need => new SupportNeed(need.Code, need.Count, need.MinGrade, need.Assets))],
            Place = ask.Place,
        }, request.OfferDue?.ToDateTimeOffset());
    }

    /// <summary>Reads an offer's people and equipment.</summary>
    public static ImmutableArray<string> ToResources(this V1.OfferSupportRequest request)
    {
        var violations = new Violations();
        violations.Require(request);
        violations.Check(request.Resources.Count <= MostResources, "resources", $"must be at most {MostResources}");
        violations.CheckEach(request.Resources, "resources", name => ResourceName.TryParse<MemberName>(name) is not null || ResourceName.TryParse<AssetName>(name) is not null,
            "is not a name of the form members/{id} or assets/{id}");
        violations.ThrowIfAny();
        return [.. request.Resources.Distinct()];
    }

    /// <summary>Reads until when a step is owed: in the future, and not after the last time at which it makes sense.</summary>
    public static DateTimeOffset? ToDue(this Timestamp? due, DateTimeOffset now, DateTimeOffset last, string field)
    {
        var violations = new Violations();
        violations.CheckDue(due, now, last, field);
        violations.ThrowIfAny();
        return due?.ToDateTimeOffset();
    }

    /// <summary>Who takes a step, with a note.</summary>
    public static StepTaker Saying(this Caller caller, string note, bool required = false)
    {
        var violations = new Violations();
        violations.CheckText(note, required ? 1 : 0, LongestText, "note");
        violations.ThrowIfAny();
        return new(caller.Subject, caller.Nation, note.Trim());
    }

    /// <summary>A request as a caller sees it.</summary>
    public static V1.SupportRequest ToProto(this SupportRow row)
    {
        var (name, ask, state, createTime, updateTime) = row.Value;
        return new()
        {
            Name = name.ToString(),
            ReceivingNation = ask.ReceivingNation,
            GivingNation = ask.GivingNation,
            Purpose = ask.Purpose,
            Needs = { ask.Needs.Select(need => new V1.SupportRequest.Types.Need { Code = need.Code, Count = need.Count, MinGrade = need.MinGrade, Assets = need.Assets }) },
            Period = ask.Period.ToProto(),
            Place = ask.Place,
            Resources = { row.Value.Resources },
            State = (V1.SupportRequest.Types.State)state,
            NextStepNation = row.Value.NextStepNation(),
            NextStepDue = row.Value.NextStepDue?.ToTimestamp(),
            Overdue = row.Value.Overdue,
            History = { row.Value.History.Select(ToProto) },
            CreateTime = createTime.ToTimestamp(),
            UpdateTime = updateTime.ToTimestamp(),
            Etag = row.Etag,
        };
    }

    private static void CheckDue(this Violations violations, Timestamp? due, DateTimeOffset now, DateTimeOffset last, string field) => violations.Check(
        due is null || (due.ToDateTimeOffset() > now && due.ToDateTimeOffset() <= last), field,
        last == DateTimeOffset.MaxValue ? "must be in the future" : "must be in the future, and not after the period has ended");

    private static bool IsNeed(V1.SupportRequest.Types.Need need) =>
        Codes.IsSlug(need.Code) && need.Count is >= 1 and <= MostOfOne && need.MinGrade >= 0 && need.MinGrade <= (need.Assets ? 0 : 5);

    private static V1.SupportRequest.Types.Step ToProto(SupportStep step) => new()
    {
        State = (V1.SupportRequest.Types.State)step.State,
        Time = step.Time.ToTimestamp(),
        Actor = step.Actor,
        Nation = step.Nation,
        Note = step.Note,
    };
}
