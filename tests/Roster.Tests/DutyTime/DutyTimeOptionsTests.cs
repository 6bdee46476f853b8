using TaskForce.Roster.DutyTime;

namespace TaskForce.Roster.Tests.DutyTime;

public class DutyTimeOptionsTests
{
    [Fact]
    public void Validate_Delivered_IsSound() => Assert.True(new DutyTimeOptionsValidator().Validate(null, DutySamples.Delivered()).Succeeded);

    [Fact]
    public void Validate_ManyFaults_NamesThemAll()
    {
        var faults = new DutyTimeOptionsValidator().Validate(null, Faulty()).Failures!.ToList();

        string[] keys =
        [
            "Profiles:de must", "Profiles:de:TimeZone", "Profiles:de:LongestShift", "Profiles:de:Factors:OnCall", "Profiles:de:Factors:Mission",
            "Profiles:de:Rules:0:Id", "Profiles:de:Rules:0 needs either", "Profiles:de:Rules:1:Within", "Profiles:de:Rules:1:MaxDuty",
            "Profiles:de:Rules:2:MinRest", "Profiles:de:Rules: the id 'twice'", "Profiles:de:Holidays:0", "Profiles:de:Holidays:1",
            "Patterns:0:Id", "Patterns:0:DisplayName", "Patterns:0:Nation", "Patterns:0:TimeZone", "Patterns:0:Anchor", "Patterns:0:Days",
            "Patterns:0:Shifts:0:Day", "Patterns:0:Shifts:0:Start", "Patterns:0:Shifts:0:Length", "Patterns: the id 'x'",
        ];
        Assert.Equal(keys, keys.Where(key => faults.Exists(fault => fault.StartsWith("DutyTime:" + key, StringComparison.Ordinal))));
    }

    private static DutyTimeOptions Faulty() => new()
    {
        Profiles =
        {
            ["de"] = new()
            {
                TimeZone = "Europe/Atlantis",
                LongestShift = TimeSpan.Zero,
                Factors = new() { OnCall = 0.1234m, Mission = 2 },
                Rules =
                [
                    new() { Id = "Max!" },
                    new() { Id = "twice", Within = TimeSpan.FromDays(32), MaxDuty = TimeSpan.FromDays(33) },
                    new() { Id = "twice", MinRest = TimeSpan.Zero },
                ],
                Holidays = [new() { Name = "Never", Date = "02-30" }, new() { Date = "2026-01-01" }],
            },
        },
        Patterns =
        [
            new() { Id = "x", Nation = "D", Anchor = "soon", Shifts = [new() { Start = "25:00" }] },
            new() { Id = "x", DisplayName = "Sound", Nation = "MA", TimeZone = "Africa/Casablanca", Anchor = "2026-01-05", Days = 1 },
        ],
    };
}
