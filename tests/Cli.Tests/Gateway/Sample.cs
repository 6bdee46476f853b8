using Google.Protobuf.WellKnownTypes;
using TaskForce.Roster.V1;
using TaskForce.Type.V1;
using Basis = TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Basis;
using Estimate = TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Estimate;
using Leg = TaskForce.Geolocation.V1.EstimateArrivalsResponse.Types.Leg;
using Role = TaskForce.Roster.V1.TeamMember.Types.Role;

namespace TaskForce.Cli.Tests.Gateway;

/// <summary>People of two nations.</summary>
internal static class Sample
{
    public static IReadOnlyList<Member> Members { get; } =
    [
        Member("de-adler-01", "DE", "Adler 01", 52.52, 13.405, "Berlin", ["de", "fr"], "team-leader"),
        Member("ma-atlas-02", "MA", "Atlas 02", 34.0209, -6.8416, "Rabat", ["ar", "fr"], "interpreter"),
        Member("de-falke-03", "DE", "Falke [03]", 50.0379, 8.5622, "Frankfurt Airport", ["de", "fr", "en"], "document-examination"),
        Member("ma-rif-04", "MA", "Rif 04", 35.7595, -5.834, "Tangier", ["ar", "fr"], "victim-support"),
    ];

    /// <summary>From a position of this moment, and what the time consists of.</summary>
    public static Estimate OnTheWay => new()
    {
        FromKnownPosition = true,
        PositionTime = TimeProvider.System.GetUtcNow().ToTimestamp(),
        EarliestTravelTime = Duration.FromTimeSpan(TimeSpan.FromMinutes(80)),
        LatestTravelTime = Duration.FromTimeSpan(TimeSpan.FromMinutes(110)),
        Basis = Basis.RoutingEngine,
        Legs = { new Leg { Kind = Leg.Types.Kind.Travel, Mode = TravelMode.Car, Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(35)) }, new Leg { Kind = Leg.Types.Kind.Waiting, Mode = TravelMode.Car, DisplayName = "ferry A–B", Duration = Duration.FromTimeSpan(TimeSpan.FromMinutes(60)) } },
    };

    public static ProposeTeamsResponse Proposals => new()
    {
        Proposals =
        {
            new TeamProposal
            {
                Members = { Team(Role.Leader, 0, 95), Team(Role.Deputy, 1, 192), Team(Role.Member, 2, 200), Team(Role.Member, 3, 40) },
                Assets = { new TeamAsset { Asset = "assets/ma-van-1", DisplayName = "Van Tanger 1", Nation = "MA", TravelTime = Duration.FromTimeSpan(TimeSpan.FromMinutes(35)) } },
                SharedLanguage = "fr",
                LatestArrival = Duration.FromTimeSpan(TimeSpan.FromMinutes(200)),
            },
            new TeamProposal { Members = { Team(Role.Leader, 1, 192), Team(Role.Deputy, 0, 95) }, SharedLanguage = "fr", LatestArrival = Duration.FromTimeSpan(TimeSpan.FromMinutes(300)) },
        },
    };

    public static DutyPattern Pattern { get; } = new()
    {
        Name = "dutyPatterns/de-nights",
        DisplayName = "Nights",
        Nation = "DE",
        TimeZone = "Europe/Berlin",
        Days = 2,
        Shifts = { new DutyPattern.Types.Shift { Day = 1, Start = "22:00", Length = Duration.FromTimeSpan(TimeSpan.FromHours(8)), OnCall = true } },
    };

    public static DutyOutlook Outlook(string member) => new()
    {
        Member = member,
        TimeZone = "Europe/Berlin",
        Spans = { new DutySpan { Kind = DutySpan.Types.Kind.WeeklyRest, Label = "day of rest", Period = new() { StartTime = new Timestamp { Seconds = 1900000000 } } } },
        Rules = { new DutyRuleState { Rule = "max-duty-24h", Hard = true, Message = "8 h of 18 h worked within 24 h" } },
    };

    private static TeamMember Team(Role role, int index, int minutes) => new()
    {
        Member = Members[index].Name,
        Role = role,
        Nation = Members[index].Nation,
        CallSign = Members[index].CallSign,
        Languages = { Members[index].Languages },
        Skills = { Members[index].Qualifications.Select(q => q.Skill) },
        Base = Members[index].HomeBase.DisplayName,
        TravelTime = Duration.FromTimeSpan(TimeSpan.FromMinutes(minutes)),
        TravelMode = TravelMode.Car,
        Reasons = { $"Nearest {Members[index].Qualifications[0].Skill}." },
        Arrival = index == 0 ? OnTheWay : new() { Basis = Basis.BuiltIn },
    };

    private static Member Member(string id, string nation, string callSign, double lat, double lon, string place, string[] languages, string skill) => new()
    {
        Name = $"members/{id}",
        Nation = nation,
        CallSign = callSign,
        Duty = Roster.V1.Member.Types.Duty.OnDuty,
        Languages = { languages },
        Qualifications = { new Qualification { Skill = skill, Grade = 3 } },
        HomeBase = new() { DisplayName = place, Location = new() { Latitude = lat, Longitude = lon } },
    };
}
