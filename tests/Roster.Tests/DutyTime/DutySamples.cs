using System.Collections.Immutable;
using CsCheck;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using TaskForce.Roster.DutyTime;
using TaskForce.Roster.Members;

namespace TaskForce.Roster.Tests.DutyTime;

/// <summary>A mission of somebody who worked before, under the rules of one nation. All in whole minutes from <see cref="DutySamples.Origin"/>.</summary>
internal sealed record DutyCase(ImmutableArray<WorkedSpan> Worked, Period Mission, TimeSpan Travel, DutyProfileOptions Profile)
{
    public DutyVerdict Judge(Func<IEnumerable<WorkedSpan>, IEnumerable<WorkedSpan>>? change = null) =>
        DutySamples.Times(Profile).Judge(DutySamples.Person(), change is null ? Worked : change(Worked), Mission, Travel, DutySamples.Origin);
}

internal static class DutySamples
{
    public static readonly DateTimeOffset Origin = new(2030, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset At(double hours) => Origin.AddHours(hours);

    public static Period Hours(double from, double until) => new(At(from), At(until));

    public static Member Person(string pattern = "", int offset = 0, Duty duty = Duty.OffDuty, params ImmutableArray<Period> leave) => Member.Enter(
        new("de-unit-1"), "DE", new("Agency", "Unit 1", new()) { DutyPattern = pattern, DutyPatternOffset = offset, Leave = leave }, duty, Origin);

    public static DutyTimes Times(DutyProfileOptions profile, params List<DutyPatternOptions> patterns) =>
        new(Options.Create(new DutyTimeOptions { Profiles = { ["DE"] = profile }, Patterns = patterns }));

    public static DutyProfileOptions Profile(params List<DutyRuleOptions> rules) => new()
    {
        TimeZone = "Europe/Berlin",
        Rules = rules,
        Factors = new() { Duty = 1, OnCall = 0.25m, Travel = 1, Mission = 0.5m },
    };

    public static DutyRuleOptions MaxDuty(double hours, double within, bool hard = true) => new()
    {
        Id = $"max-{(hard ? "hard" : "soft")}-{within:0}",
        Hard = hard,
        MaxDuty = TimeSpan.FromHours(hours),
        Within = TimeSpan.FromHours(within),
    };

    public static DutyRuleOptions MinRest(double hours, bool hard = true) =>
        new() { Id = $"rest-{(hard ? "hard" : "soft")}-{hours:0}", Hard = hard, MinRest = TimeSpan.FromHours(hours) };

    /// <summary>The configuration that is delivered.</summary>
    public static DutyTimeOptions Delivered()
    {
        var options = new DutyTimeOptions();
        new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "dutytime.json")).Build().GetSection("DutyTime").Bind(options);
        return options;
    }

    private static Gen<DateTimeOffset> Minute(int from, int until) => Gen.Int[from, until].Select(minute => Origin.AddMinutes(minute));

    private static Gen<WorkedSpan> Span { get; } = Gen.Select(Minute(0, 6000), Gen.Int[1, 1500], Gen.Enum<DutyKind>(),
        (from, length, kind) => new WorkedSpan(new(from, from.AddMinutes(length)), kind));

    private static Gen<DutyFactorOptions> Factors { get; } = Gen.Select(Factor, Factor, Factor, Factor,
        (duty, onCall, travel, mission) => new DutyFactorOptions { Duty = duty, OnCall = onCall, Travel = travel, Mission = mission });

    private static Gen<decimal> Factor => Gen.Int[0, 5].Select(quarters => quarters == 5 ? 0.333m : quarters / 4m);

    /// <summary>Cases with a hard rule for a rolling window only.</summary>
    public static Gen<DutyCase> OneWindow { get; } =
        from worked in Span.Array[0, 8]
        from start in Gen.Int[5000, 7000]
        from length in Gen.Int[1, 3000]
        from travel in Gen.Int[0, 900]
        from factors in Factors
        from window in Gen.Int[60, 4000]
        from share in Gen.Int[1, 100]
        select new DutyCase([.. worked], new(Origin.AddMinutes(start), Origin.AddMinutes(start + length)), TimeSpan.FromMinutes(travel), new()
        {
            TimeZone = "Etc/UTC",
            Factors = factors,
            Rules = [new() { Id = "max", Hard = true, Within = TimeSpan.FromMinutes(window), MaxDuty = TimeSpan.FromMinutes(Math.Max(1, window * share / 100)) }],
        });

    /// <summary>Cases with a rule for rests too.</summary>
    public static Gen<DutyCase> Any { get; } =
        from window in OneWindow
        from rest in Gen.Int[1, 2000]
        from callIsRest in Gen.Bool
        select window with
        {
            Profile = new()
            {
                TimeZone = "Etc/UTC",
                Factors = window.Profile.Factors,
                OnCallIsRest = callIsRest,
                Rules = [.. window.Profile.Rules, new() { Id = "rest", MinRest = TimeSpan.FromMinutes(rest) }],
            },
        };
}
