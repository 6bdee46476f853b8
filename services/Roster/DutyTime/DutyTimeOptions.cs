namespace TaskForce.Roster.DutyTime;

/// <summary>The duty patterns and duty-time rules of each nation: <c>dutytime.json</c>, section <c>DutyTime</c>. Configuration, not law.</summary>
internal sealed class DutyTimeOptions
{
    /// <summary>What holds for each nation's own people, by ISO 3166-1 alpha-2 code. A nation without a profile has no rules.</summary>
    public Dictionary<string, DutyProfileOptions> Profiles { get; set; } = [];

    /// <summary>The rotations of shifts that members can be put on.</summary>
    public List<DutyPatternOptions> Patterns { get; set; } = [];
}

/// <summary>One nation's duty-time rules.</summary>
internal sealed class DutyProfileOptions
{
    public static readonly TimeSpan UsualLongestShift = TimeSpan.FromHours(14);

    /// <summary>IANA; the zone of its public holidays, and of a pattern that names none.</summary>
    public string TimeZone { get; set; } = "";

    /// <summary>
    /// How much of a duty that was set by hand counts: who forgot to set an end is taken to have gone home by then, and rests since.
    /// </summary>
    public TimeSpan LongestShift { get; set; } = UsualLongestShift;

    /// <summary>How time counts.</summary>
    public DutyFactorOptions Factors { get; set; } = new();

    /// <summary>Whether being on call lets a rest go on. Otherwise it ends it, as duty does.</summary>
    public bool OnCallIsRest { get; set; } = true;

    public List<DutyRuleOptions> Rules { get; set; } = [];

    public List<HolidayOptions> Holidays { get; set; } = [];
}

/// <summary>How much of an hour counts as worked, 0 to 1 with at most three decimals.</summary>
internal sealed class DutyFactorOptions
{
    public decimal Duty { get; set; } = 1;

    public decimal OnCall { get; set; } = 0.25m;

    /// <summary>On the way to a mission.</summary>
    public decimal Travel { get; set; } = 1;

    /// <summary>In a team; less than 1 where the mission arranges for rest.</summary>
    public decimal Mission { get; set; } = 1;
}

/// <summary>One rule: either <see cref="MaxDuty"/> with <see cref="Within"/>, or <see cref="MinRest"/>.</summary>
internal sealed class DutyRuleOptions
{
    /// <summary>For machines, unique within the nation, for example <c>max-duty-24h</c>.</summary>
    public string Id { get; set; } = "";

    /// <summary>Whether a team that breaks it needs an override of each nation.</summary>
    public bool Hard { get; set; }

    /// <summary>How much may be worked in any stretch of time as long as <see cref="Within"/>.</summary>
    public TimeSpan? MaxDuty { get; set; }

    public TimeSpan? Within { get; set; }

    /// <summary>How long the rest between two duties must be. Going on without a gap is one duty.</summary>
    public TimeSpan? MinRest { get; set; }
}

/// <summary>A public holiday.</summary>
internal sealed class HolidayOptions
{
    /// <summary><c>MM-DD</c> for every year, <c>YYYY-MM-DD</c> for one.</summary>
    public string Date { get; set; } = "";

    /// <summary>For people.</summary>
    public string Name { get; set; } = "";
}

/// <summary>A rotation of shifts.</summary>
internal sealed class DutyPatternOptions
{
    /// <summary>The last segment of the name, <c>dutyPatterns/{duty_pattern}</c>.</summary>
    public string Id { get; set; } = "";

    public string DisplayName { get; set; } = "";

    /// <summary>Whose members may work it, ISO 3166-1 alpha-2.</summary>
    public string Nation { get; set; } = "";

    /// <summary>IANA; that of the nation's profile if empty.</summary>
    public string TimeZone { get; set; } = "";

    /// <summary>A day that is day 0 of the rotation, <c>YYYY-MM-DD</c>.</summary>
    public string Anchor { get; set; } = "";

    /// <summary>How many days the rotation lasts.</summary>
    public int Days { get; set; }

    /// <summary>The shifts; a day without one is a day of rest.</summary>
    public List<ShiftOptions> Shifts { get; set; } = [];

    /// <summary>Whether a shift that would begin on a public holiday is left out.</summary>
    public bool HonoursHolidays { get; set; }
}

/// <summary>One shift of a rotation.</summary>
internal sealed class ShiftOptions
{
    /// <summary>The day of the rotation, from 0.</summary>
    public int Day { get; set; }

    /// <summary>When it begins on the wall clock, <c>HH:mm</c>.</summary>
    public string Start { get; set; } = "";

    /// <summary>How long it really lasts, whatever the wall clock does meanwhile.</summary>
    public TimeSpan Length { get; set; }

    /// <summary>Whether the member only may be called.</summary>
    public bool OnCall { get; set; }

    /// <summary>For people.</summary>
    public string Label { get; set; } = "";
}
