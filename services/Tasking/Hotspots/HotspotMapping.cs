using Google.Protobuf.WellKnownTypes;
using Google.Type;

namespace TaskForce.Tasking.Hotspots;

internal static class HotspotMapping
{
    private const double UsualRadius = 500;
    private const double LargestRadius = 50_000;

    /// <summary>Reads what a report says, naming everything that is wrong with it.</summary>
    public static HotspotDetails ToDetails(this V1.Hotspot hotspot)
    {
        var violations = new Violations();
        violations.Require(hotspot, "hotspot.");
        violations.Check(System.Enum.IsDefined(hotspot.Kind), "hotspot.kind", "is not a known kind");
        violations.Check(System.Enum.IsDefined(hotspot.Severity), "hotspot.severity", "is not a known severity");
        violations.CheckText(hotspot.Description, 0, 2000, "hotspot.description");
        violations.CheckText(hotspot.Source, 0, 200, "hotspot.source");
        violations.CheckNation(hotspot.HostNation, "hotspot.host_nation");
        violations.Check(hotspot.RadiusMetres is >= 0 and <= LargestRadius, "hotspot.radius_metres", $"must be 0 to {LargestRadius} metres");
        violations.CheckPlace(hotspot.Place, "hotspot.place");
        violations.ThrowIfAny();

        return new(hotspot.Kind, hotspot.Severity, hotspot.Description.Trim(), ToDomain(hotspot.Place),
            hotspot.RadiusMetres > 0 ? hotspot.RadiusMetres : UsualRadius, hotspot.HostNation, hotspot.Source.Trim(),
            hotspot.ExpireTime?.ToDateTimeOffset())
        {
            Remote = hotspot.Remote,
        };
    }

    public static V1.Hotspot ToProto(this HotspotRow row)
    {
        var (name, details, plan, state, createTime, updateTime) = row.Value;
        return new()
        {
            Name = name.ToString(),
            Kind = details.Kind,
            Severity = details.Severity,
            State = (V1.Hotspot.Types.State)state,
            Description = details.Description,
            Place = details.Place.ToProto(),
            RadiusMetres = details.RadiusMetres,
            HostNation = details.HostNation,
            Source = details.Source,
            ExpireTime = details.ExpireTime?.ToTimestamp(),
            ResponsePlan = plan.ToString(),
            CreateTime = createTime.ToTimestamp(),
            UpdateTime = updateTime.ToTimestamp(),
            Etag = row.Etag,
            Remote = details.Remote,
        };
    }

    public static Type.V1.Place ToProto(this Place place) => new()
    {
        PlaceId = place.Id,
        DisplayName = place.DisplayName,
        Location = new LatLng { Latitude = place.Latitude, Longitude = place.Longitude },
    };

    private static Place ToDomain(Type.V1.Place place) =>
        new(place.PlaceId, place.DisplayName.Trim(), place.Location.Latitude, place.Location.Longitude);
}
