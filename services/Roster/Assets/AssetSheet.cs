using TaskForce.Roster.Files;
using TaskForce.Type.V1;

namespace TaskForce.Roster.Assets;

/// <summary>Assets as the rows of a file: <c>docs/import.md</c>.</summary>
internal static class AssetSheet
{
    public static Sheet<V1.Asset> Sheet { get; } = new(
    [
        new("name", "asset.name", asset => asset.Name, (_, _) => null),
        new("nation", "asset.nation", asset => asset.Nation, (asset, cell) =>
            cell == asset.Nation || cell.Length == 0 ? null : $"must be {asset.Nation}, the nation you act for"),
        new("agency", "asset.agency", asset => asset.Agency, (asset, cell) => Done(asset.Agency = cell)) { Required = true },
        new("display_name", "asset.display_name", asset => asset.DisplayName, (asset, cell) => Done(asset.DisplayName = cell)) { Required = true },
        new("capabilities", "asset.capabilities", asset => CellText.Join(asset.Capabilities), (asset, cell) =>
            Cells.Fill(asset.Capabilities, cell, item => item, "")) { Required = true },
        new("travel_mode", "asset.travel_mode", asset => CellText.Of(asset.TravelMode), (asset, cell) =>
            Cells.Choice<TravelMode>(cell, mode => asset.TravelMode = mode, "foot, car, boat, helicopter, plane")) { Required = true },
        new("speed_kmh", "asset.speed_kmh", asset => CellText.Of(asset.SpeedKmh), (asset, cell) => Cells.Number(cell, number => asset.SpeedKmh = number)),
        .. PlaceColumns.Of<V1.Asset>("base", "asset.base", asset => asset.Base ??= new()),
        new("state", "asset.state", asset => CellText.Of(asset.State), (asset, cell) =>
            Cells.Choice<V1.Asset.Types.State>(cell, state => asset.State = state, "serviceable, unserviceable")),
        new("seats", "asset.seats", asset => CellText.Of(asset.Seats), (asset, cell) => Cells.Whole(cell, number => asset.Seats = number)),
        new("crew", "asset.crew", asset => CellText.Join(asset.Crew.Select(crew => $"{crew.Skill}:{crew.MinGrade}:{crew.Count}")), (asset, cell) =>
            Cells.Fill(asset.Crew, cell, ToCrew, "is not of the form skill:min_grade:count")),
        new("range_km", "asset.range_km", asset => CellText.Of(asset.RangeKm), (asset, cell) => Cells.Number(cell, number => asset.RangeKm = number)),
        new("maintenance", "asset.maintenance", asset => CellText.Join(asset.Maintenance.Select(CellText.Of)), (asset, cell) =>
            Cells.Fill(asset.Maintenance, cell, CellText.ToInterval, Cells.IntervalForm)),
        WithheldColumn.Of<V1.Asset>(asset => asset.WithheldFields),
    ]);

    private static V1.Asset.Types.Crew? ToCrew(string item) =>
        item.Split(':') is [var skill, var grade, var count] && CellText.ToWhole(grade) is { } minGrade && CellText.ToWhole(count) is { } people
            ? new() { Skill = skill, MinGrade = minGrade, Count = people }
            : null;

    private static string? Done(string _) => null;
}
