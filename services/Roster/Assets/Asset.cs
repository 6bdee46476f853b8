using System.Collections.Immutable;
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
}

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
