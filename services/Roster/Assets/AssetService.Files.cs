using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TaskForce.Roster.Files;
using TaskForce.ServiceDefaults.Release;

namespace TaskForce.Roster.Assets;

/// <summary>Many assets at once, as a file.</summary>
internal sealed partial class AssetService
{
    public override Task<V1.ImportAssetsResponse> ImportAssets(V1.ImportAssetsRequest request, ServerCallContext context)
    {
        var (caller, now, faults) = (context.GetCaller(), clock.GetUtcNow(), new ImportFaults());
        var import = new Import<V1.Asset, AssetName>(AssetSheet.Sheet, CsvFile.Read(request.Csv, faults), caller.Nation, faults);

        return request.ValidateOnly
            ? journal.ReadAsync(async db => (await new AssetImport(db, import, teams).CheckAsync()).Answer, context.CancellationToken)
            : journal.ChangeAsync(request, caller, db => new AssetImport(db, import, teams).RunAsync(caller, now), context.CancellationToken);
    }

    public override async Task ExportAssets(
        V1.ExportAssetsRequest request, IServerStreamWriter<V1.ExportAssetsResponse> responseStream, ServerCallContext context)
    {
        var view = context.GetView();

        var assets = await journal.ReadAsync(
            db => db.Assets.Matching(request.Filter, view).OrderBy(row => row.Ordinal).ToListAsync(context.CancellationToken), context.CancellationToken);

        foreach (var part in AssetSheet.Sheet.Parts(assets.Select(row => view.Of(row.ToProto(null)))))
        {
            await responseStream.WriteAsync(new() { Csv = part }, context.CancellationToken);
        }
    }
}
