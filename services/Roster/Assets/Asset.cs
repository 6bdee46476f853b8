using System.Collections.Immutable;
using TaskForce.Roster.Members;
using TaskForce.Type.V1;

namespace TaskForce.Roster.Assets;

/// <summary>Whether an asset can be used; the numbers are the contract's.</summary>
internal enum AssetState
{
    Serviceable = 1,
    Unserviceable = 2,
}

/// <summary>What an agency enters about an asset.</summary>
/// <param name="SpeedKmh">Kilometres per hour; 0 means the usual speed of its mode.</param>
internal sealed record AssetDetails(string Agency, string DisplayName, TravelMode TravelMode, double SpeedKmh, Place Base, AssetState State)
{
    public ImmutableArray<string> Capabilities { get; init; } = [];

    /// <summary>How many people it carries, crew included.</summary>
    public int Seats { get; init; }

    /// <summary>Who must be in the team to run it.</summary>
    public ImmutableArray<Crew> Crew { get; init; } = [];

    /// <summary>How far it goes without refuelling, kilometres; 0 means that it does not matter.</summary>
    public double RangeKm { get; init; }

    /// <summary>When it cannot be used.</summary>
    public ImmutableArray<Period> Maintenance { get; init; } = [];

    /// <summary>Whether both say the same; a record compares its lists by identity.</summary>
    public bool SaysTheSame(AssetDetails other) =>
        this with { Capabilities = other.Capabilities, Crew = other.Crew, Maintenance = other.Maintenance } == other
        && Capabilities.SequenceEqual(other.Capabilities) && Crew.SequenceEqual(other.Crew) && Maintenance.SequenceEqual(other.Maintenance);
}

/// <summary>People who run an asset.</summary>
/// <param name="MinGrade">1 (basic) to 5 (instructor).</param>
internal sealed record Crew(string Skill, int MinGrade, int Count);

/// <summary>A vehicle, boat, aircraft or device that a team can use. Immutable: each change returns a new asset.</summary>
internal sealed record Asset(AssetName Name, string Nation, AssetDetails Details, DateTimeOffset CreateTime, DateTimeOffset UpdateTime)
{
    public static Asset Enter(AssetName name, string nation, AssetDetails details, DateTimeOffset now) => new(name, nation, details, now, now);

    public Asset Change(AssetDetails details, DateTimeOffset now) => this with { Details = details, UpdateTime = now };
}

/// <summary>The resource name of an asset, <c>assets/{asset}</c>.</summary>
internal readonly record struct AssetName(string Id) : IResourceName<AssetName>
{
    public static string Collection => "assets";

    public static AssetName From(string id) => new(id);

    public override string ToString() => ResourceName.Format(this);
}
