using Google.Protobuf.WellKnownTypes;
using TaskForce.Type.V1;
using Sensitivity = TaskForce.Type.V1.Owned.Types.Sensitivity;

namespace TaskForce.ServiceDefaults.Release;

internal static class ReleaseRuleMapping
{
    private const int MostFields = 200;
    private const int MostPurposes = 50;
    private const int LongestPurpose = 200;

    /// <summary>Reads what is proposed, naming everything that is wrong with it.</summary>
    public static RuleTerms ToTerms(this Type.V1.ReleaseRule rule, ReleaseContract contract, DateTimeOffset now)
    {
        const string Path = "release_rule.";
        var violations = new Violations();
        violations.Require(rule, Path);
        violations.CheckNation(rule.Nation, Path + "nation");
        violations.CheckNation(rule.ReceiverNation, Path + "receiver_nation");
        violations.Check(rule.Nation.Length == 0 || rule.Nation != rule.ReceiverNation, Path + "receiver_nation", "must be another nation");
        violations.Check(rule.Fields.Count <= MostFields, Path + "fields", $"must be at most {MostFields}");
        CheckFields(violations, rule.Fields, Path + "fields", contract);
        violations.CheckEach(rule.ReceiverRoles, Path + "receiver_roles", role => role is not (Role.Unspecified or Role.Service) && System.Enum.IsDefined(role), "is no role of people");
        violations.Check(rule.Purposes.Count <= MostPurposes, Path + "purposes", $"must be at most {MostPurposes}");
        violations.CheckEach(rule.Purposes, Path + "purposes", purpose => purpose.Trim().Length is > 0 and <= LongestPurpose, $"must have 1 to {LongestPurpose} characters");
        violations.Check(rule.Validity is null or { StartTime: null } or { EndTime: null } || rule.Validity.StartTime < rule.Validity.EndTime,
            Path + "validity", "must end after it starts");
        violations.Check(rule.Validity?.EndTime is null || rule.Validity.EndTime.ToDateTimeOffset() > now, Path + "validity.end_time", "must be in the future");
        violations.CheckText(rule.Justification, 0, 1000, Path + "justification");
        violations.ThrowIfAny();
        return new(rule.Nation, rule.ReceiverNation)
        {
            Fields = [.. rule.Fields.Distinct()],
            Roles = [.. rule.ReceiverRoles.Distinct()],
            Purposes = [.. rule.Purposes.Select(purpose => purpose.Trim()).Distinct()],
            From = rule.Validity?.StartTime?.ToDateTimeOffset() ?? DateTimeOffset.MinValue,
            Until = rule.Validity?.EndTime?.ToDateTimeOffset() ?? DateTimeOffset.MaxValue,
            JointWorkOnly = rule.JointWorkOnly,
            Justification = rule.Justification.Trim(),
        };
    }

    /// <summary>A rule as its nation sees it.</summary>
    public static Type.V1.ReleaseRule ToProto(this ReleaseRuleRow row)
    {
        var (name, terms, state, createTime, updateTime) = row.Value;
        return new()
        {
            Name = name.ToString(),
            Nation = terms.Nation,
            Fields = { terms.Fields },
            ReceiverNation = terms.Receiver,
            ReceiverRoles = { terms.Roles },
            Purposes = { terms.Purposes },
            Validity = terms is { From.Ticks: 0, Until: var end } && end == DateTimeOffset.MaxValue ? null : new()
            {
                StartTime = terms.From == DateTimeOffset.MinValue ? null : terms.From.ToTimestamp(),
                EndTime = terms.Until == DateTimeOffset.MaxValue ? null : terms.Until.ToTimestamp(),
            },
            JointWorkOnly = terms.JointWorkOnly,
            Justification = terms.Justification,
            State = (Type.V1.ReleaseRule.Types.State)state,
            History =
            {
                row.Value.History.Select(step => new Type.V1.ReleaseRule.Types.Step
                {
                    State = (Type.V1.ReleaseRule.Types.State)step.State,
                    Time = step.Time.ToTimestamp(),
                    Actor = step.Actor,
                    Note = step.Note,
                }),
            },
            CreateTime = createTime.ToTimestamp(),
            UpdateTime = updateTime.ToTimestamp(),
            Etag = row.Etag,
        };
    }

    /// <summary>A rule from the log, with its version.</summary>
    public static (ReleaseRule Rule, long Version) ToDomain(this Type.V1.ReleaseRule rule) => (
        new(ResourceName.Parse<ReleaseRuleName>(rule.Name), new(rule.Nation, rule.ReceiverNation)
        {
            Fields = [.. rule.Fields],
            Roles = [.. rule.ReceiverRoles],
            Purposes = [.. rule.Purposes],
            From = rule.Validity?.StartTime?.ToDateTimeOffset() ?? DateTimeOffset.MinValue,
            Until = rule.Validity?.EndTime?.ToDateTimeOffset() ?? DateTimeOffset.MaxValue,
            JointWorkOnly = rule.JointWorkOnly,
            Justification = rule.Justification,
        }, (RuleState)rule.State, rule.CreateTime.ToDateTimeOffset(), rule.UpdateTime.ToDateTimeOffset()),
        Etag.VersionOf(rule.Etag));

    private static void CheckFields(Violations violations, Google.Protobuf.Collections.RepeatedField<string> fields, string path, ReleaseContract contract)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            violations.Check(contract.Data.ContainsKey(fields[i]), $"{path}[{i}]", $"'{fields[i]}' is no field that can be released");
            violations.Check(contract.Data.GetValueOrDefault(fields[i]) != Sensitivity.OwnerOnly, $"{path}[{i}]", $"{fields[i]} is for its owner alone");
            violations.Check(contract.Data.GetValueOrDefault(fields[i]) != Sensitivity.Open, $"{path}[{i}]", $"{fields[i]} is open anyway");
        }
    }
}
