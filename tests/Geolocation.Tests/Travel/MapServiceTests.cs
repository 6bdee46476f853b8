using Google.Rpc;
using Grpc.Core;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Tests.Travel;

public class MapServiceTests(GeolocationApp app) : IClassFixture<GeolocationApp>
{
    [Fact]
    public async Task Extract_OfTheStrait_ShowsBothShores()
    {
        var map = await ExtractAsync(35.9, -5.5, 40_000);

        Assert.Equal(["", "ES", "GI", "MA"], map.Nations.Append("").Where(nation => nation is "" or "ES" or "GI" or "MA").Distinct().Order());
        Assert.Equal("MA", At(map, 35.70, -5.50));
        Assert.Equal("ES", At(map, 36.20, -5.60));
        Assert.Equal("", At(map, 35.95, -5.55));
        Assert.Equal(0, map.Runs.Sum(run => run.Length) % map.Columns);
        Assert.True(map.CalculateSize() < 2000, $"{map.CalculateSize()} bytes are many for one bar of signal.");
    }

    [Fact]
    public async Task Extract_AcrossTheAntimeridian_GoesOn()
    {
        // Taveuni, Fiji, is on both sides.
        var map = await ExtractAsync(-16.85, 179.99, 60_000);

        Assert.Equal("FJ", At(map, -16.80, 179.40));
        Assert.True(map.SouthWest.Longitude + (map.Columns * map.CellDegrees) > 180);
    }

    [Fact]
    public async Task Extract_AtAPole_EndsThere()
    {
        var map = await ExtractAsync(90, 0, 1000);

        Assert.True(map.Runs.Sum(run => run.Length) % map.Columns == 0 && map.SouthWest.Latitude < 90);
        Assert.All(map.Runs, run => Assert.Equal(0, run.Nation));
    }

    [Fact]
    public async Task Extract_OfNothing_NamesEveryFault()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await ExtractAsync(91, 181, 500_001));

        Assert.Equal(
            ["center.latitude", "center.longitude", "radius_metres"],
            refusal.GetRpcStatus()!.GetDetail<BadRequest>()!.FieldViolations.Select(violation => violation.Field));
    }

    private async Task<MapExtract> ExtractAsync(double latitude, double longitude, double metres) =>
        await new V1.MapService.MapServiceClient(app.As("field:de-falke-07")).GetMapExtractAsync(
            new() { Center = new() { Latitude = latitude, Longitude = longitude }, RadiusMetres = metres });

    private static string At(MapExtract map, double latitude, double longitude)
    {
        var cells = map.Runs.SelectMany(run => Enumerable.Repeat(run.Nation, run.Length)).ToList();
        var (row, column) = ((int)((latitude - map.SouthWest.Latitude) / map.CellDegrees), (int)((longitude - map.SouthWest.Longitude) / map.CellDegrees));
        return cells[(row * map.Columns) + column] is var nation and > 0 ? map.Nations[nation - 1] : "";
    }
}
