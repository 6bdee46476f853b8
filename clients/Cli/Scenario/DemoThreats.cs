using TaskForce.Tasking.V1;
using static TaskForce.Tasking.V1.Hotspot.Types;

namespace TaskForce.Cli.Scenario;

/// <summary>The hotspots of the demo scenario: every kind, on both sides.</summary>
internal static class DemoThreats
{
    public static IEnumerable<DemoHotspot> All =>
    [
        At("ma-nador", Kind.HumanTrafficking, Severity.High, "People held in a warehouse near the harbour; a crossing is expected within a day."),
        At("de-hamburg-port", Kind.DrugTrafficking, Severity.High, "Container from Casablanca with a second floor; the consignee is known to both sides."),
        At("ma-agadir-port", Kind.Smuggling, Severity.Medium, "Untaxed goods moved between fishing boats at night."),
        At("ma-casablanca", Kind.Terrorism, Severity.Critical, "Credible warning by a liaison officer against a public event."),
        At("de-berlin", Kind.Cybercrime, Severity.Medium, "Card data sold by a group with servers in Berlin and buyers in Rabat."),
        At("de-kehl", Kind.BorderIncident, Severity.Low, "Forged documents of the same workshop on three buses in a week."),
        At("ma-oujda", Kind.BorderIncident, Severity.Medium, "Vehicles turned back at the crossing reappear on side tracks."),
        At("de-fra", Kind.HumanTrafficking, Severity.Medium, "Minors travelling with changing companions on the same route."),
    ];

    /// <summary>Where it is worth knowing who comes and goes: the harbour of the reference mission.</summary>
    public static IEnumerable<DemoFence> Fences =>
    [
        new("demo-tanger-med", new()
        {
            DisplayName = "Tanger Med, the harbour",
            Area = new() { Circle = new() { Center = DemoScenario.PlaceOf("ma-tanger-med").Location, RadiusMetres = 2500 } },
            Dwell = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromMinutes(10)),
        }),
    ];

    private static DemoHotspot At(string place, Kind kind, Severity severity, string description) => new($"demo-{place}", new Hotspot
    {
        Kind = kind,
        Severity = severity,
        Description = description,
        Place = DemoScenario.PlaceOf(place),
        HostNation = place[..2].ToUpperInvariant(),
        Source = "Demo scenario",
    });
}
