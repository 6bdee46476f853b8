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
        violations.Check(hotspot.HostNation.Length is 0 or 2 && hotspot.HostNation.All(char.IsAsciiLetterUpper), "hotspot.host_nation",
            "must be an ISO 3166-1 alpha-2 code in capitals");
        violations.Check(hotspot.RadiusMetres is >= 0 and <= LargestRadius, "hotspot.radius_metres", $"must be 0 to {LargestRadius} metres");
        CheckPlace(hotspot.Place, violations);
        violations.ThrowIfAny();

        return new(hotspot.Kind, hotspot.Severity, hotspot.Description.Trim(), ToDomain(hotspot.Place),
            hotspot.RadiusMetres > 0 ? hotspot.RadiusMetres : UsualRadius, hotspot.HostNation, hotspot.Source.Trim(),
            hotspot.ExpireTime?.ToDateTimeOffset());
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

    private static void CheckPlace(Type.V1.Place? place, Violations violations)
    {
        if (place is null)
        {
            return;
        }

        violations.CheckText(place.DisplayName, 0, 200, "hotspot.place.display_name");
        violations.Check(place.Location is not null, "hotspot.place.location", "is required");
        violations.Check(place.Location is null or { Latitude: >= -90 and <= 90 }, "hotspot.place.location.latitude", "must be -90 to 90 degrees");
        violations.Check(place.Location is null or { Longitude: >= -180 and <= 180 }, "hotspot.place.location.longitude", "must be -180 to 180 degrees");
    }
}
