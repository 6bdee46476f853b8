using Microsoft.Extensions.Options;
using NodaTime;

namespace TaskForce.Roster.DutyTime;

/// <summary>Finds every fault of the configuration at once, before the service answers.</summary>
internal sealed class DutyTimeOptionsValidator : IValidateOptions<DutyTimeOptions>
{
    private static readonly TimeSpan LongestPart = TimeSpan.FromDays(2);

    public ValidateOptionsResult Validate(string? name, DutyTimeOptions options)
    {
        List<string> faults =
        [
            .. options.Profiles.SelectMany(profile => FaultsOf(profile.Key, profile.Value, $"DutyTime:Profiles:{profile.Key}")),
            .. options.Patterns.SelectMany((pattern, i) => FaultsOf(pattern, options, $"DutyTime:Patterns:{i}")),
            .. Twice(options.Patterns.Select(pattern => pattern.Id), "DutyTime:Patterns"),
        ];
        return faults.Count > 0 ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> FaultsOf(string nation, DutyProfileOptions profile, string key) =>
    [
        .. Fault(!IsNation(nation), $"{key} must be named by an ISO 3166-1 alpha-2 code in capitals."),
        .. Fault(!IsZone(profile.TimeZone), $"{key}:TimeZone must be an IANA time zone."),
        .. Fault(profile.LongestShift <= TimeSpan.Zero || profile.LongestShift > LongestPart, $"{key}:LongestShift must be more than 0 and at most two days."),
        .. FaultsOf(profile.Factors, $"{key}:Factors"),
        .. profile.Rules.SelectMany((rule, i) => FaultsOf(rule, $"{key}:Rules:{i}")),
        .. Twice(profile.Rules.Select(rule => rule.Id), $"{key}:Rules"),
        .. profile.Holidays.SelectMany((holiday, i) => Fault(holiday.Name.Length == 0 || !Holidays.IsDate(holiday.Date),
            $"{key}:Holidays:{i} needs a Name and a Date of the form MM-DD or YYYY-MM-DD.")),
    ];

    private static IEnumerable<string> FaultsOf(DutyFactorOptions factors, string key) =>
        from factor in new Dictionary<string, decimal>
        {
            ["Duty"] = factors.Duty,
            ["OnCall"] = factors.OnCall,
            ["Travel"] = factors.Travel,
            ["Mission"] = factors.Mission,
        }
        where factor.Value is not (>= 0 and <= 1) || decimal.Round(factor.Value, 3) != factor.Value
        select $"{key}:{factor.Key} must be 0 to 1 with at most three decimals.";

    private static IEnumerable<string> FaultsOf(DutyRuleOptions rule, string key)
    {
        if (!Codes.IsSlug(rule.Id))
        {
            yield return $"{key}:Id must be lower-case letters, digits and hyphens.";
        }

        if (rule is not ({ MinRest: null, MaxDuty: not null, Within: not null } or { MinRest: not null, MaxDuty: null, Within: null }))
        {
            yield return $"{key} needs either MaxDuty and Within, or MinRest.";
        }

        if (rule.Within is { } within && (within <= TimeSpan.Zero || within > DutyTimes.Horizon))
        {
            yield return $"{key}:Within must be more than 0 and at most {DutyTimes.Horizon.Days} days.";
        }

        if (rule.MaxDuty is { } most && (most <= TimeSpan.Zero || most > rule.Within))
        {
            yield return $"{key}:MaxDuty must be more than 0 and at most Within.";
        }

        if (rule.MinRest is { } rest && (rest <= TimeSpan.Zero || rest > DutyTimes.Horizon))
        {
            yield return $"{key}:MinRest must be more than 0 and at most {DutyTimes.Horizon.Days} days.";
        }
    }

    private static IEnumerable<string> FaultsOf(DutyPatternOptions pattern, DutyTimeOptions options, string key) =>
    [
        .. Fault(!DutyPatternName.IsId(pattern.Id), $"{key}:Id must be 4 to 63 lower-case letters, digits and hyphens and start with a letter."),
        .. Fault(pattern.DisplayName.Length == 0, $"{key}:DisplayName must not be empty."),
        .. Fault(!IsNation(pattern.Nation), $"{key}:Nation must be an ISO 3166-1 alpha-2 code in capitals."),
        .. Fault(pattern.TimeZone.Length == 0 ? !options.Profiles.ContainsKey(pattern.Nation) : !IsZone(pattern.TimeZone),
            $"{key}:TimeZone must be an IANA time zone, or empty if the nation has a profile."),
        .. Fault(!DutyPattern.IsAnchor(pattern.Anchor), $"{key}:Anchor must be a date of the form YYYY-MM-DD."),
        .. Fault(pattern.Days is < 1 or > DutyPattern.MostDays, $"{key}:Days must be 1 to {DutyPattern.MostDays}."),
        .. pattern.Shifts.SelectMany((shift, i) => FaultsOf(shift, pattern, $"{key}:Shifts:{i}")),
    ];

    private static IEnumerable<string> FaultsOf(ShiftOptions shift, DutyPatternOptions pattern, string key) =>
    [
        .. Fault(shift.Day < 0 || shift.Day >= pattern.Days, $"{key}:Day must be 0 or more and less than Days."),
        .. Fault(!DutyPattern.IsStart(shift.Start), $"{key}:Start must be a time of day of the form HH:mm."),
        .. Fault(shift.Length <= TimeSpan.Zero || shift.Length > LongestPart, $"{key}:Length must be more than 0 and at most two days."),
    ];

    private static IEnumerable<string> Fault(bool wrong, string description) => wrong ? [description] : [];

    private static IEnumerable<string> Twice(IEnumerable<string> ids, string key) =>
        ids.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => $"{key}: the id '{group.Key}' is used {group.Count()} times.");

    private static bool IsNation(string code) => code.Length == 2 && code.All(char.IsAsciiLetterUpper);

    private static bool IsZone(string zone) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not null;
}
