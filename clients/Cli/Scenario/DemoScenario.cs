using TaskForce.Cli.Places;
using TaskForce.Geolocation.V1;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Scenario;

/// <summary>A member to enter, with the duty to set.</summary>
internal sealed record DemoMember(string Id, Member Member, Member.Types.Duty Duty);

/// <summary>An asset to enter.</summary>
internal sealed record DemoAsset(string Id, Asset Asset);

/// <summary>A hotspot to report.</summary>
internal sealed record DemoHotspot(string Id, Hotspot Hotspot);

/// <summary>A geofence to draw.</summary>
internal sealed record DemoFence(string Id, Geofence Fence);

/// <summary>A training to enter, and who enrols, in this order, each by the own nation.</summary>
internal sealed record DemoTraining(string Id, Training Training, IReadOnlyList<string> Members);

/// <summary>A request for support to make.</summary>
internal sealed record DemoSupport(string Id, Google.Protobuf.WellKnownTypes.Timestamp OfferDue, SupportRequest Request);

/// <summary>
/// An invented situation at real places: two nations' people, their equipment, what they plan together, and hotspots of every kind. The same
/// seed and year give the same scenario. Agencies and call signs name nobody.
/// </summary>
internal sealed record DemoScenario(IReadOnlyList<DemoMember> Members, IReadOnlyList<DemoAsset> Assets, IReadOnlyList<DemoHotspot> Hotspots)
{
    public IReadOnlyList<DemoTraining> Trainings { get; init; } = [];

    public IReadOnlyList<DemoSupport> Requests { get; init; } = [];

    public IReadOnlyList<DemoFence> Fences { get; init; } = [];

    /// <summary>The seed that every deployment of the demo shares, so that its documents can name people.</summary>
    public const int Seed = 2023;

    /// <summary>Makes the scenario.</summary>
    /// <param name="year">The year that qualifications are dated around.</param>
    public static DemoScenario Create(int year, int seed = Seed)
    {
        var random = new Random(seed);
        return new([.. DemoPeople.Create(random, year)], [.. DemoEquipment.Create(random)], [.. DemoThreats.All])
        {
            Trainings = [.. DemoCooperation.Trainings(year)],
            Requests = [DemoCooperation.Support(year)],
            Fences = [.. DemoThreats.Fences],
        };
    }

    /// <summary>One of these, each as likely as any other.</summary>
    internal static T Pick<T>(Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    internal static Type.V1.Place PlaceOf(string id) => Gazetteer.BuiltIn.Find(id).ToPlace();
}
