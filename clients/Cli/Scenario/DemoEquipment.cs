using TaskForce.Roster.V1;
using TaskForce.Type.V1;

namespace TaskForce.Cli.Scenario;

/// <summary>The equipment of the demo scenario: thirty pieces of each nation.</summary>
internal static class DemoEquipment
{
    private static readonly Model[] Models =
    [
        new("van", "Transport van", ["van"], TravelMode.Car, 0, 8),
        new("patrol-car", "Patrol car", ["patrol-car"], TravelMode.Car, 0, 6),
        new("dog-van", "Dog van", ["van", "dog-box"], TravelMode.Car, 0, 4),
        new("forensic-kit", "Forensic laboratory", ["forensic-kit"], TravelMode.Car, 0, 4),
        new("patrol-boat", "Patrol boat", ["patrol-boat"], TravelMode.Boat, 55, 4),
        new("helicopter", "Helicopter", ["helicopter"], TravelMode.Helicopter, 0, 3),
        new("command-vehicle", "Command vehicle", ["command-vehicle", "satellite-link"], TravelMode.Car, 0, 1),
    ];

    private static readonly Fleet[] Fleets =
    [
        new("DE", "Federal Police", ["de-hamburg-port", "de-bremerhaven"], ["de-hamburg-port", "de-fra", "de-muc", "de-berlin", "de-cologne", "de-kehl"]),
        new("MA", "National Police", ["ma-tanger-med", "ma-casablanca-port", "ma-agadir-port"], ["ma-tanger-med", "ma-tangier", "ma-nador", "ma-rabat", "ma-casablanca", "ma-agadir"]),
    ];

    public static IEnumerable<DemoAsset> Create(Random random) =>
        from fleet in Fleets
        from model in Models
        from number in Enumerable.Range(1, model.Count)
        let bases = model.Mode == TravelMode.Boat ? fleet.Ports : fleet.Bases
        select new DemoAsset($"{fleet.Nation}-{model.Id}-{number}".ToLowerInvariant(), new Asset
        {
            Nation = fleet.Nation,
            Agency = fleet.Agency,
            DisplayName = $"{model.Name} {fleet.Nation} {number}",
            Capabilities = { model.Capabilities },
            TravelMode = model.Mode,
            SpeedKmh = model.SpeedKmh,
            Base = DemoScenario.PlaceOf(DemoScenario.Pick(random, bases)),
            State = random.Next(100) < 8 ? Asset.Types.State.Unserviceable : Asset.Types.State.Serviceable,
        });

    private sealed record Model(string Id, string Name, string[] Capabilities, TravelMode Mode, double SpeedKmh, int Count);

    private sealed record Fleet(string Nation, string Agency, string[] Ports, string[] Bases);
}
