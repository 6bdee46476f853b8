using Google.Rpc;
using Grpc.Core;
using TaskForce.Type.V1;
using static TaskForce.Roster.Tests.RosterApp;

namespace TaskForce.Roster.Tests.Assets;

public class AssetServiceTests(RosterApp app) : IClassFixture<RosterApp>
{
    private static V1.Asset Van => new()
    {
        Nation = "DE",
        Agency = "Border police",
        DisplayName = "Van 1",
        Capabilities = { "van" },
        TravelMode = TravelMode.Car,
        Base = Away(1),
    };

    [Fact]
    public async Task Asset_CreatedChangedAndDeleted_IsWhatWasSaidLast()
    {
        var created = await app.Assets().CreateAssetAsync(new() { Asset = Van });
        var updated = await app.Assets().UpdateAssetAsync(new()
        {
            Asset = new() { Name = created.Name, Etag = created.Etag, State = V1.Asset.Types.State.Unserviceable, SpeedKmh = 90 },
        });

        Assert.Equal((V1.Asset.Types.State.Serviceable, V1.Asset.Types.State.Unserviceable, 90, "Van 1"), (created.State, updated.State, updated.SpeedKmh, updated.DisplayName));
        Assert.Equal(updated, await app.Assets("auditor.de").GetAssetAsync(new() { Name = created.Name }));
        await app.Assets().DeleteAssetAsync(new() { Name = created.Name, Etag = updated.Etag });
        await Refused(StatusCode.NotFound, "ASSET_NOT_FOUND", app.Assets().GetAssetAsync(new() { Name = created.Name }));
    }

    [Fact]
    public async Task CreateAsset_ManyFaults_NamesEveryOne()
    {
        var refusal = await Refused(StatusCode.InvalidArgument, "INVALID_FIELDS",
            app.Assets().CreateAssetAsync(new() { Asset = new() { Nation = "de", Capabilities = { "Van!" }, SpeedKmh = double.NaN, Base = new() } }));

        string[] fields = ["asset.agency", "asset.base.location", "asset.capabilities[0]", "asset.display_name", "asset.nation", "asset.speed_kmh", "asset.travel_mode"];
        Assert.Equal(fields, refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field).Distinct().Order());
    }

    [Fact]
    public async Task UpdateAsset_OfAnotherNation_IsDenied()
    {
        var created = await app.Assets().CreateAssetAsync(new() { Asset = Van });

        await Refused(StatusCode.PermissionDenied, "OTHER_NATION", app.Assets("commander.ma").UpdateAssetAsync(new() { Asset = new() { Name = created.Name, Agency = "Mine" } }));
    }

    [Fact]
    public async Task ListAssets_Filter_NarrowsByCapability()
    {
        await using var own = new RosterApp();
        var dog = Van;
        dog.Capabilities.Add("dog-box");
        await own.Assets().CreateAssetAsync(new() { Asset = Van });
        var expected = await own.Assets().CreateAssetAsync(new() { Asset = dog });

        var found = await own.Assets().ListAssetsAsync(new() { Filter = new() { Nation = "DE", Capability = "dog-box" } });

        Assert.Equal(expected, Assert.Single(found.Assets));
    }
}
