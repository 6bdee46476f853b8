using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Formation;
using TaskForce.Roster.Storage;
using TaskForce.ServiceDefaults.Release;
using TaskForce.ServiceDefaults.Storage;
using TaskForce.ServiceDefaults.Watches;

namespace TaskForce.Roster.Assets;

internal sealed partial class AssetService(Journal<RosterDb> journal, TeamReview teams, TimeProvider clock) : V1.AssetService.AssetServiceBase
{
    public override Task<V1.Asset> CreateAsset(V1.CreateAssetRequest request, ServerCallContext context)
    {
        var (caller, now) = (context.GetCaller(), clock.GetUtcNow());
        var name = ResourceName.FromChosenId<AssetName>(request.AssetId, "asset_id");
        var (nation, details) = (request.Asset?.Nation ?? "", (request.Asset ?? new()).ToDetails());
        caller.MustBelongTo(nation, "The new asset");

        return journal.ChangeAsync(request, caller, async db =>
        {
            if (await db.Assets.AnyAsync(row => row.Name == name.ToString()))
            {
                throw new DomainException(Fault.Exists, "ASSET_EXISTS", $"{name} exists.");
            }

            var row = new AssetRow();
            row.Set(Asset.Enter(name, nation, details, now));
            db.Assets.Add(row);
            return row.ToProto(null);
        }, context.CancellationToken);
    }

    public override Task<V1.Asset> GetAsset(V1.GetAssetRequest request, ServerCallContext context)
    {
        var name = ResourceName.Parse<AssetName>(request.Name);

        return journal.ReadAsync(async db => (await db.ToProtoAsync([await db.Assets.GetAsync(name)]))[0], context.CancellationToken);
    }

    public override Task<V1.ListAssetsResponse> ListAssets(V1.ListAssetsRequest request, ServerCallContext context)
    {
        var view = context.GetView();

        return journal.ReadAsync(async db =>
        {
            var page = await db.Assets.Matching(request.Filter, view).ToPageAsync<AssetRow, Asset>(
                request.PageSize, request.PageToken, request.Filter, newestFirst: false, context.CancellationToken);
            return new V1.ListAssetsResponse
            {
                Assets = { await db.ToProtoAsync(page.Rows) },
                NextPageToken = page.NextPageToken,
                Sequence = await db.EndOfLogAsync(context.CancellationToken),
            };
        }, context.CancellationToken);
    }

    public override Task<V1.Asset> UpdateAsset(V1.UpdateAssetRequest request, ServerCallContext context)
    {
        var (caller, now, changes) = (context.GetCaller(), clock.GetUtcNow(), request.Asset ?? new());
        var name = ResourceName.Parse<AssetName>(changes.Name, "asset.name");

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Assets.GetAsync(name);
            caller.MustBelongTo(row.Nation, row.Name);
            Etag.Check(changes.Etag, row.Version, row.Name);
            row.Set(row.Value.Change(UpdateMask.Apply(row.ToProto(null), changes, request.UpdateMask, "asset").ToDetails(), now));
            await teams.ReviewAsync(db, [row.Name], caller.Subject, now);
            return (await db.ToProtoAsync([row]))[0];
        }, context.CancellationToken);
    }

    public override Task<Empty> DeleteAsset(V1.DeleteAssetRequest request, ServerCallContext context)
    {
        var caller = context.GetCaller();
        var name = ResourceName.Parse<AssetName>(request.Name);

        return journal.ChangeAsync(request, caller, async db =>
        {
            var row = await db.Assets.GetAsync(name);
            caller.MustBelongTo(row.Nation, row.Name);
            Etag.Check(request.Etag, row.Version, row.Name);
            await db.MustBeFreeAsync(row.Name);
            db.Assets.Remove(row);
            return new Empty();
        }, context.CancellationToken);
    }
}

internal static class AssetsModule
{
    public static void MapAssets(this IEndpointRouteBuilder routes) => routes.MapGrpcService<AssetService>();
}
