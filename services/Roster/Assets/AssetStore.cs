using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;

namespace TaskForce.Roster.Assets;

/// <summary>An asset as stored.</summary>
internal sealed class AssetRow : Row<Asset>, INationalRow
{
    public string Nation { get; private set; } = "";

    public AssetState State { get; private set; }

    public List<string> Capabilities { get; private set; } = [];

    protected override string NameOf(Asset value) => value.Name.ToString();

    protected override void Index(Asset value) =>
        (Nation, State, Capabilities) = (value.Nation, value.Details.State, [.. value.Details.Capabilities]);
}

internal static class AssetStore
{
    /// <exception cref="DomainException"><see cref="Fault.NotFound"/>.</exception>
    public static async Task<AssetRow> GetAsync(this DbSet<AssetRow> assets, AssetName name) =>
        await assets.NamedAsync(name.ToString())
            ?? throw new DomainException(Fault.NotFound, "ASSET_NOT_FOUND", $"{name} does not exist.");

    public static IQueryable<AssetRow> Matching(this IQueryable<AssetRow> rows, V1.AssetFilter? filter, View view)
    {
        var (nation, capability) = (filter?.Nation ?? "", filter?.Capability ?? "");
        rows = nation.Length > 0 ? rows.Where(row => row.Nation == nation) : rows;
        return capability.Length > 0 ? rows.Where(row => row.Capabilities.Contains(capability)).Within(view.ReachOf("Asset.capabilities")) : rows;
    }

    /// <summary>The assets as a caller sees them.</summary>
    public static async Task<List<V1.Asset>> ToProtoAsync(this RosterDb db, IReadOnlyList<AssetRow> assets)
    {
        var teams = await db.TeamsHoldingAsync(assets.Select(asset => asset.Name));
        return [.. assets.Select(asset => asset.ToProto(teams.GetValueOrDefault(asset.Name)))];
    }
}
