using Google.Protobuf.WellKnownTypes;
using TaskForce.Roster.Members;
using TaskForce.Type.V1;

namespace TaskForce.Roster.Assets;

internal static class AssetMapping
{
    private const double FastestKmh = 1200;
    private const double FarthestKm = 20_000;
    private const int MostSeats = 500;

    /// <summary>Reads what an agency enters, naming everything that is wrong with it.</summary>
    public static AssetDetails ToDetails(this V1.Asset asset)
    {
        var violations = new Violations();
        violations.Require(asset, "asset.");
        violations.CheckNation(asset.Nation, "asset.nation");
        violations.CheckText(asset.Agency, 0, 100, "asset.agency");
        violations.CheckText(asset.DisplayName, 0, 100, "asset.display_name");
        violations.CheckEach(asset.Capabilities, "asset.capabilities", Codes.IsSlug, "must be lower-case letters, digits and hyphens");
        violations.Check(System.Enum.IsDefined(asset.TravelMode), "asset.travel_mode", "is not a known mode");
        violations.Check(asset.SpeedKmh is >= 0 and <= FastestKmh, "asset.speed_kmh", $"must be 0 to {FastestKmh}");
        violations.CheckPlace(asset.Base, "asset.base");
        violations.Check(System.Enum.IsDefined(asset.State), "asset.state", "is not a known state");
        violations.Check(asset.Seats is >= 0 and <= MostSeats, "asset.seats", $"must be 0 to {MostSeats}");
        violations.CheckEach(asset.Crew, "asset.crew", crew => Codes.IsSlug(crew.Skill) && crew.MinGrade is >= 0 and <= 5 && crew.Count > 0,
            "needs a skill in lower-case letters, digits and hyphens, a min_grade of 0 to 5 and a count of at least 1");
        violations.Check(asset.RangeKm is >= 0 and <= FarthestKm, "asset.range_km", $"must be 0 to {FarthestKm}");
        violations.CheckEach(asset.Maintenance, "asset.maintenance", Codes.IsOrdered, "must end after it starts");
        violations.ThrowIfAny();

        var state = asset.State == V1.Asset.Types.State.Unspecified ? AssetState.Serviceable : (AssetState)asset.State;
        return new(asset.Agency.Trim(), asset.DisplayName.Trim(), asset.TravelMode, asset.SpeedKmh, asset.Base, state)
        {
            Capabilities = [.. asset.Capabilities.Distinct()],
            Seats = asset.Seats,
            Crew = [.. asset.Crew.Select(crew => new Crew(crew.Skill, Math.Max(1, crew.MinGrade), crew.Count))],
            RangeKm = asset.RangeKm,
            Maintenance = [.. asset.Maintenance.Select(Period.Of)],
        };
    }

    /// <param name="row">The asset.</param>
    /// <param name="team">The live team or support request that holds the asset, or null.</param>
    public static V1.Asset ToProto(this AssetRow row, string? team)
    {
        var (name, nation, details, createTime, updateTime) = row.Value;
        return new()
        {
            Name = name.ToString(),
            Nation = nation,
            Agency = details.Agency,
            DisplayName = details.DisplayName,
            Capabilities = { details.Capabilities },
            TravelMode = details.TravelMode,
            SpeedKmh = details.SpeedKmh,
            Base = details.Base,
            Seats = details.Seats,
            Crew = { details.Crew.Select(crew => new V1.Asset.Types.Crew { Skill = crew.Skill, MinGrade = crew.MinGrade, Count = crew.Count }) },
            RangeKm = details.RangeKm,
            Maintenance = { details.Maintenance.Select(period => period.ToProto()) },
            State = (V1.Asset.Types.State)details.State,
            Team = team ?? "",
            CreateTime = createTime.ToTimestamp(),
            UpdateTime = updateTime.ToTimestamp(),
            Etag = row.Etag,
        };
    }
}
