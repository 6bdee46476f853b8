using TaskForce.Geolocation.Geography;
using TaskForce.Geolocation.Travel;
using TaskForce.Geolocation.Travel.Router;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Tests.Travel;

public class ArrivalTableTests
{
    private static readonly TravelMode[] ByCar = [TravelMode.Car];

    /// <summary>A thousand places all over the earth need a search each; whoever does not wait for them any more keeps nobody from the processor.</summary>
    [Fact]
    public async Task Estimate_CancelledWhileItComputes_IsNotComputedToItsEnd()
    {
        var model = TravelModels.Of(TravelModels.Bare());
        var random = new Random(5);
        var destinations = Enumerable.Range(0, 100_000).Select(_ => new GeoPoint((random.NextDouble() * 120) - 50, (random.NextDouble() * 360) - 180))
            .Where(point => model.Map.LandAt(point).Exists).Take(1000).Select(model.PlaceAt).ToArray();
        // Everywhere, so that each search has somebody to find.
        var starts = destinations.Take(200).Select(place => new Start(model.PlaceAt(place.Point), ByCar, 0, double.NaN)).ToArray();
        using var cancelled = new CancellationTokenSource();

        var estimate = Task.Run(() => new ArrivalTable(model, destinations, RoadTable.Empty, withLegs: false).Estimate(starts, cancelled.Token), TestContext.Current.CancellationToken);
        while (model.Car.Searches < 2 && !estimate.IsCompleted)
        {
            await Task.Yield();
        }

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => estimate);
        Assert.InRange(model.Car.Searches, 2, destinations.Length - 1);
    }
}
