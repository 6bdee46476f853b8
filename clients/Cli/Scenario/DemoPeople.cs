using Google.Protobuf.WellKnownTypes;
using TaskForce.Roster.V1;
using static TaskForce.Roster.V1.Member.Types;

namespace TaskForce.Cli.Scenario;

/// <summary>The people of the demo scenario.</summary>
internal static class DemoPeople
{
    private const int PerTroop = 14;
    private const int LeaderEvery = 6;
    private const int PatternEvery = 3;

    private static readonly Nation[] Nations =
    [
        new("DE", "de", ["Federal Police", "Criminal Police Office", "Customs Investigation"],
            ["Falke", "Adler", "Habicht", "Milan", "Sperber", "Bussard", "Kranich", "Reiher"],
            "de-early-late-night", "de-weekdays",
            ["de-hamburg-port", "de-bremerhaven", "de-fra", "de-muc", "de-berlin", "de-cologne", "de-duesseldorf", "de-wiesbaden", "de-potsdam", "de-kehl"],
            [new("en", 80), new("fr", 45), new("ar", 15)]),
        new("MA", "ar", ["National Police", "Gendarmerie", "Customs"],
            ["Atlas", "Rif", "Souss", "Draa", "Ziz", "Toubkal", "Oriental", "Sebou"],
            "ma-day-night", "ma-weekdays",
            ["ma-tanger-med", "ma-tangier", "ma-tetouan", "ma-nador", "ma-oujda", "ma-fes", "ma-rabat", "ma-casablanca", "ma-casablanca-port", "ma-agadir"],
            [new("fr", 85), new("en", 40), new("ber", 35), new("de", 15)]),
    ];

    private static readonly string[] Skills =
    [
        "maritime-search", "drug-detection-dog", "digital-forensics", "document-examination", "victim-support", "liaison", "interpreter",
        "tactical-medic", "surveillance", "border-control", "counter-terrorism", "cyber-investigation",
    ];

    /// <summary>Whose people they are, ISO 3166-1 alpha-2.</summary>
    public static IReadOnlyList<string> NationCodes => [.. Nations.Select(nation => nation.Code)];

    public static IEnumerable<DemoMember> Create(Random random, int year) =>
        from nation in Nations
        from troop in nation.Troops
        from number in Enumerable.Range(1, PerTroop)
        select Create(random, nation, troop, number, year);

    private static DemoMember Create(Random random, Nation nation, string troop, int number, int year)
    {
        var member = new Member
        {
            Nation = nation.Code,
            Agency = DemoScenario.Pick(random, nation.Agencies),
            CallSign = $"{troop} {number:00}",
            Languages = { nation.Language, nation.Others.Where(other => random.Next(100) < other.Percent).Select(other => other.Language) },
            HomeBase = DemoScenario.PlaceOf(DemoScenario.Pick(random, nation.Bases)),
            Qualifications = { Qualifications(random, number, year) },
        };
        if (random.Next(100) < 5)
        {
            var from = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(random.Next(365));
            member.Leave.Add(new Google.Type.Interval { StartTime = from.ToTimestamp(), EndTime = from.AddDays(14).ToTimestamp() });
        }

        PutOnPattern(member, nation, number);
        return new($"{nation.Code}-{troop}-{number:00}".ToLowerInvariant(), member, DutyOf(random));
    }

    // Every third, those of a rotation some days after each other. Their duty is set by hand too, so that there is somebody at any hour.
    private static void PutOnPattern(Member member, Nation nation, int number)
    {
        if (number % PatternEvery == 0)
        {
            var rotates = number % 2 == 0;
            member.DutyPattern = $"dutyPatterns/{(rotates ? nation.Rotation : nation.Weekdays)}";
            member.DutyPatternOffset = rotates ? number / PatternEvery : 0;
        }
    }

    private static IEnumerable<Qualification> Qualifications(Random random, int number, int year)
    {
        if (number % LeaderEvery == 1)
        {
            yield return Qualified(random, "team-leader", year, lowest: 2);
        }

        foreach (var skill in random.GetItems(Skills, 4).Distinct().Take(random.Next(2, 5)))
        {
            yield return Qualified(random, skill, year, lowest: 1);
        }
    }

    // Most hold for years, some lapse within the year: a roster without expired proofs would be no roster.
    private static Qualification Qualified(Random random, string skill, int year, int lowest)
    {
        var from = new DateTimeOffset(year - random.Next(1, 4), 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(random.Next(365));
        return new()
        {
            Skill = skill,
            Grade = random.Next(lowest, 6),
            Validity = new() { StartTime = from.ToTimestamp(), EndTime = from.AddYears(random.Next(3, 7)).ToTimestamp() },
        };
    }

    private static Duty DutyOf(Random random) => random.Next(100) switch
    {
        < 70 => Duty.OnDuty,
        < 85 => Duty.OnCall,
        < 96 => Duty.OffDuty,
        _ => Duty.Sick,
    };

    private sealed record Nation(string Code, string Language, string[] Agencies, string[] Troops, string Rotation, string Weekdays, string[] Bases, Spoken[] Others);

    private sealed record Spoken(string Language, int Percent);
}
