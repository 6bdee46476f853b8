using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using TaskForce.Type.V1;
using static TaskForce.Roster.Tests.RosterApp;

namespace TaskForce.Roster.Tests.Assets;

public class AssetImportTests(RosterApp app) : IClassFixture<RosterApp>
{
    private const string Header = "name,agency,display_name,capabilities,travel_mode,base_latitude,base_longitude";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static V1.Asset Boat => new()
    {
        Nation = "DE",
        Agency = "=Coast",
        DisplayName = "Boat \"1\", grey",
        Capabilities = { "patrol-boat", "radar" },
        TravelMode = TravelMode.Boat,
        SpeedKmh = 62.5,
        Base = Away(-1),
        State = V1.Asset.Types.State.Unserviceable,
        Seats = 12,
        Crew = { new V1.Asset.Types.Crew { Skill = "boat-handling", MinGrade = 3, Count = 2 } },
        RangeKm = 300,
        Maintenance = { new Google.Type.Interval { StartTime = Start.ToTimestamp(), EndTime = Start.AddDays(2).ToTimestamp() } },
    };

    [Fact]
    public async Task ImportAssets_NewAndKnown_EntersAndChangesThem()
    {
        var known = await app.Assets().CreateAssetAsync(new() { Asset = Boat, AssetId = "de-known-1" });

        var answer = await app.Assets().ImportAssetsAsync(new() { Csv = $"{Header},state,crew\nde-new-1,Police,Van,van,CAR,1,2,,driving:1:1\nde-known-1,Police,Boat,radar,boat,1,2,serviceable,\n" });

        Assert.Equal((2, 1, 1, 0), (answer.Rows, answer.Created, answer.Updated, answer.Unchanged));
        var changed = await app.Assets().GetAssetAsync(new() { Name = known.Name });
        Assert.Equal((V1.Asset.Types.State.Serviceable, 0, 12), (changed.State, changed.Crew.Count, changed.Seats));
        var entered = await app.Assets().GetAssetAsync(new() { Name = "assets/de-new-1" });
        Assert.Equal((V1.Asset.Types.State.Serviceable, "driving", TravelMode.Car), (entered.State, entered.Crew.Single().Skill, entered.TravelMode));
    }

    [Fact]
    public async Task ImportAssets_AnyFault_ChangesNothingAndListsEveryFaultyCell()
    {
        var csv = $"{Header},speed_kmh,state,seats,crew,range_km,maintenance,colour\n"
            + "de-bad-1,,x,Van!,rocket,1,2,fast,broken,501,driving:1,1e9,2030-01-02..2030-01-01,red\nde-fine-1,a,b,c,car,1,2,,,,,,,\n";

        var answer = await app.Assets().ImportAssetsAsync(new() { Csv = csv });

        Assert.Equal(
            ["1 colour", "2 agency", "2 capabilities", "2 crew", "2 maintenance", "2 range_km", "2 seats", "2 speed_kmh", "2 state", "2 travel_mode"],
            answer.Faults.Select(fault => $"{fault.Line} {fault.Column}").Order(StringComparer.Ordinal));
        await Refused(StatusCode.NotFound, "ASSET_NOT_FOUND", app.Assets().GetAssetAsync(new() { Name = "assets/de-fine-1" }));
    }

    [Fact]
    public async Task ImportAssets_ValidateOnly_ChangesNothing()
    {
        var answer = await app.Assets().ImportAssetsAsync(new() { Csv = $"{Header}\nde-dry-1,Police,Van,van,car,1,2\n", ValidateOnly = true });

        Assert.Equal(1, answer.Created);
        await Refused(StatusCode.NotFound, "ASSET_NOT_FOUND", app.Assets().GetAssetAsync(new() { Name = "assets/de-dry-1" }));
    }

    [Fact]
    public async Task ImportAssets_WhatWasExported_IsUnchanged()
    {
        await using var own = new RosterApp();
        await own.Assets().CreateAssetAsync(new() { Asset = Boat });
        await own.Assets().CreateAssetAsync(new() { Asset = new(Boat) { SpeedKmh = 0, Seats = 0, RangeKm = 0, State = V1.Asset.Types.State.Serviceable } });

        using var export = own.Assets("auditor.de").ExportAssets(new(), cancellationToken: Cancellation);
        var csv = string.Concat(await export.ResponseStream.ReadAllAsync(Cancellation).Select(part => part.Csv).ToListAsync(Cancellation));
        var answer = await own.Assets().ImportAssetsAsync(new() { Csv = csv });

        Assert.Contains("'=Coast,\"Boat \"\"1\"\", grey\",patrol-boat;radar,boat,62.5,", csv, StringComparison.Ordinal);
        Assert.Equal((2, 2, 0), (answer.Rows, answer.Unchanged, answer.Faults.Count));
    }
}
