using System.Collections.Immutable;
using Google.Type;
using TaskForce.Roster.Assets;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Formation.Search;
using TaskForce.Roster.Members;
using TaskForce.Type.V1;

namespace TaskForce.Formation;

/// <summary>An invented roster of two nations, and hotspots with who could go there.</summary>
internal sealed record World(int People, IReadOnlyList<(Requirement Requirement, Pool Pool)> Hotspots)
{
    public const string LeaderSkill = "team-leader";

    private const int BasesPerNation = 20;

    private static readonly Period Day = new(new(2030, 3, 1, 6, 0, 0, TimeSpan.Zero), new(2030, 3, 2, 6, 0, 0, TimeSpan.Zero));
    private static readonly string[] Skills =
    [
        "maritime-search", "drug-detection-dog", "digital-forensics", "document-examination", "victim-support", "liaison", "interpreter",
        "tactical-medic", "surveillance", "border-control", "counter-terrorism", "cyber-investigation",
    ];

    /// <summary>The slots as the search sees them.</summary>
    public List<Slot> Slots()
    {
        var reader = new SlotReader(LeaderSkill);
        return [.. Hotspots.Select(hotspot => reader.Read(hotspot.Requirement, hotspot.Pool))];
    }

    public static World Create(int people, int hotspots, int seed)
    {
        var random = new Random(seed);
        var bases = Enumerable.Range(0, 2 * BasesPerNation).Select(i => (Nation: i < BasesPerNation ? "DE" : "MA", Place: PlaceIn(random, i < BasesPerNation))).ToList();
        var members = Enumerable.Range(0, people).Select(i => MemberOf(random, i, bases)).ToList();
        return new(people, [.. Enumerable.Range(0, hotspots).Select(_ => HotspotOf(random, members))]);
    }

    private static (Requirement, Pool) HotspotOf(Random random, List<Member> members)
    {
        var place = PlaceIn(random, random.Next(2) == 0);
        var requirement = new Requirement(place.Location, Day, 4, 8)
        {
            Quotas = [new("DE", 2), new("MA", 2)],
            Skills = [.. random.GetItems(Skills, 3).Distinct().Select(skill => new SkillNeed(skill, 2, 1))],
            MaxTravelTime = TimeSpan.FromHours(12),
        };
        return (requirement, new([.. members.Select(member => CandidateOf(member, place, requirement))], []));
    }

    private static Candidate CandidateOf(Member member, Place place, Requirement requirement)
    {
        // A plane at 700 km/h with two and a half hours at airports, or a car at 70 km/h.
        var kilometres = Kilometres(member.Details.HomeBase.Location, place.Location);
        var journey = new Journey(TimeSpan.FromSeconds(Math.Round(Math.Min(kilometres / 70, 2.5 + (kilometres / 700)) * 3600)), TravelMode.Car, kilometres);
        return new(member, journey, [.. Availability.Obstacles(member, requirement), .. Availability.Obstacles(journey, requirement.MaxTravelTime)]);
    }

    private static Member MemberOf(Random random, int number, List<(string Nation, Place Place)> bases)
    {
        var (nation, place) = bases[random.Next(bases.Count)];
        var skills = random.GetItems(Skills, 3).Distinct().Select(skill => new Qualification(skill, random.Next(1, 6), new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)));
        var leads = number % 6 == 0 ? new[] { new Qualification(LeaderSkill, random.Next(2, 6), new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue)) } : [];
        string[] languages = [nation == "DE" ? "de" : "ar", .. random.Next(100) < 65 ? ["fr"] : Array.Empty<string>(), .. random.Next(100) < 55 ? ["en"] : Array.Empty<string>()];
        return Member.Enter(new($"member-{number:00000}"), nation, new("Agency", $"Unit {number}", place)
        {
            Languages = [.. languages],
            Qualifications = [.. leads.Concat(skills)],
        }, random.Next(100) < 80 ? Duty.OnDuty : Duty.OffDuty, Day.From);
    }

    private static Place PlaceIn(Random random, bool north) => new()
    {
        DisplayName = $"Place {random.Next(1_000_000)}",
        Location = north
            ? new LatLng { Latitude = 47.5 + (random.NextDouble() * 7), Longitude = 6 + (random.NextDouble() * 9) }
            : new LatLng { Latitude = 29 + (random.NextDouble() * 7), Longitude = -10 + (random.NextDouble() * 9) },
    };

    private static double Kilometres(LatLng from, LatLng to)
    {
        var (a, b) = (double.DegreesToRadians(from.Latitude), double.DegreesToRadians(to.Latitude));
        var cosine = (Math.Sin(a) * Math.Sin(b)) + (Math.Cos(a) * Math.Cos(b) * Math.Cos(double.DegreesToRadians(from.Longitude - to.Longitude)));
        return 6371 * Math.Acos(Math.Clamp(cosine, -1, 1));
    }
}
