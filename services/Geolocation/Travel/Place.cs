using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel.Modes;
using TaskForce.Geolocation.Travel.Ways;

namespace TaskForce.Geolocation.Travel;

/// <summary>What a point means to a traveller, found out when it is first asked for. Not for several threads at once.</summary>
internal sealed class Place(TravelModel model, GeoPoint point)
{
    private Entry? _road;
    private Spot? _onFoot;
    private Spot? _byCar;
    private Berth[]? _berths;
    private Terminal[]? _terminals;
    private Landing? _landing;

    public GeoPoint Point => point;

    public SpherePoint At { get; } = SpherePoint.Of(point);

    /// <summary>On the ways for pedestrians.</summary>
    public Spot OnFoot => _onFoot ??= new(model.Foot, Road);

    /// <summary>On the ways for cars.</summary>
    public Spot ByCar => _byCar ??= new(model.Car, Road);

    /// <summary>Where a boat takes people on and off.</summary>
    public Berth[] Berths => _berths ??= [.. model.Boat.BerthsNear(this)];

    /// <summary>The airports in reach.</summary>
    public Terminal[] Terminals => _terminals ??= [.. model.Plane.TerminalsNear(this)];

    /// <summary>How to get here by helicopter.</summary>
    public Landing Landing => _landing ??= model.Helicopter.LandingAt(this);

    private Entry Road => _road ??= model.Map.LandAt(point);

    public override string ToString() => $"{point.Latitude}, {point.Longitude}";
}
