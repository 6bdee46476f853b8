using CsCheck;
using static TaskForce.Geolocation.Tests.Disclosures.DisclosureWorld;
using static TaskForce.Geolocation.Tests.GeolocationApp;

namespace TaskForce.Geolocation.Tests.Disclosures;

/// <summary>Whoever asks from many places learns nothing of a subject that is withheld: every answer is the one that there would be without it.</summary>
public sealed class TriangulationTests : IAsyncDisposable
{
    private static readonly Gen<V1.FindNearestRequest> Question =
        from latitude in Gen.Double[35, 37]
        from longitude in Gen.Double[-7, -4]
        from most in Gen.Int[1, 6]
        from radius in Gen.OneOf(Gen.Const(0.0), Gen.Double[1000, 200_000])
        select new V1.FindNearestRequest { Location = new() { Latitude = latitude, Longitude = longitude }, MaxResults = most, RadiusMetres = radius };

    private static readonly Gen<(double Latitude, double Longitude, int Age)[]> Places =
        Gen.Select(Gen.Double[35, 37], Gen.Double[-7, -4], Gen.Int[1, 1800]).Array[6];

    private readonly GeolocationApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task FindNearest_AskedFromEverywhere_IsAsIfTheHiddenWereNotThere()
    {
        // The ages make wide radii, so that the hidden would be possibly nearer as well as near.
        await Places.SampleAsync(async places =>
        {
            await _app.ReportAsync([.. places.Select(place => Report($"assets/{NewId("hidden")}", -place.Age, place.Latitude, place.Longitude))]);
            await _app.Positions("partner.ma").ReportPositionsAsync(new()
            {
                Reports = { places.Select(place => Report($"assets/{NewId("own")}", -place.Age, 72 - place.Latitude, -11 - place.Longitude)) },
            });
        }, iter: 5, threads: 1);

        await Question.SampleAsync(async question =>
        {
            var seen = await _app.Positions("dispatcher.ma").FindNearestAsync(question);
            question.Filter = new() { Nation = "MA" };
            var without = await _app.Positions("service:roster").FindNearestAsync(question);

            Assert.Equal(without, seen);
        }, iter: 200, threads: 1);
    }

    [Fact]
    public async Task FindNearest_OneOfThemIsDisclosed_CountsOnlyTheVisible()
    {
        var (near, next) = ($"assets/{NewId("hidden")}", $"assets/{NewId("shown")}");
        await _app.ReportAsync(Report(near, -1), Report(next, -1, 35.9), Report($"assets/{NewId("far")}", -1, 36));
        await _app.DiscloseAsync(Of(next, -10));

        var found = await _app.Positions("dispatcher.ma").FindNearestAsync(new() { Location = new() { Latitude = 35.89, Longitude = -5.5 }, MaxResults = 1 });

        Assert.Equal($"positions/{next}", Assert.Single(found.Neighbours).Position.Name);
        Assert.Empty(found.PossiblyNearer);
    }

    [Fact]
    public async Task FindNearest_WasPlausibleBeforeTheAssignmentOnly_IsNotThere()
    {
        var boat = $"assets/{NewId("boat")}";
        await _app.ReportAsync(Report(boat, -20, 35, -5), Report(boat, -10, 36, -5));
        await _app.DiscloseAsync(Of(boat, -15));

        Assert.Empty((await _app.Positions("dispatcher.ma").FindNearestAsync(new() { Location = new() { Latitude = 35, Longitude = -5 } })).Neighbours);
    }
}
