using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using TaskForce.Client;

namespace TaskForce.Geofences;

/// <summary>Discs of 0.5 to 2 kilometres all over a country of 1000 by 1100 kilometres.</summary>
internal static class Drawing
{
    public const double South = 34;
    public const double West = -10;
    public const double Side = 10;

    private const int PerFile = 2000;

    /// <summary>Where they are, the same in each run.</summary>
    public static IReadOnlyList<(double Latitude, double Longitude, double Radius)> Discs(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(_ => (South + (Side * random.NextDouble()), West + (Side * random.NextDouble()), (double)random.Next(500, 2000)))];
    }

    /// <summary>Draws them as GeoJSON; how many seconds it took.</summary>
    public static async Task<double> DrawAsync(TaskForceConnection dispatcher, int count)
    {
        var watch = Stopwatch.StartNew();
        foreach (var file in Discs(count).Index().Chunk(PerFile))
        {
            var features = string.Join(',', file.Select(fence => string.Create(CultureInfo.InvariantCulture, $$"""
                {"type":"Feature","id":"fence-{{fence.Index}}","geometry":{"type":"Point","coordinates":[{{fence.Item.Longitude}},{{fence.Item.Latitude}}]},"properties":{"display_name":"Fence {{fence.Index}}","radius_metres":{{fence.Item.Radius}} } }
                """)));
            var answer = await dispatcher.GeoJson.ImportGeofencesAsync(
                new() { GeoJson = new() { Data = ByteString.CopyFromUtf8($$"""{"type":"FeatureCollection","features":[{{features}}]}""") } },
                deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5));
            if (answer.Faults.Count > 0)
            {
                throw new InvalidOperationException(answer.Faults[0].ToString());
            }
        }

        // The mark by which a trial sees that everything before was judged.
        await dispatcher.Geofences.CreateGeofenceAsync(new()
        {
            GeofenceId = EventWatch.Mark,
            Geofence = new() { DisplayName = "Mark", Area = new() { Circle = new() { Center = new() { Latitude = -50, Longitude = 0 }, RadiusMetres = 1000 } } },
        });
        return watch.Elapsed.TotalSeconds;
    }
}
