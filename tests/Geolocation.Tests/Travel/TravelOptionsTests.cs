using TaskForce.Geolocation.Travel;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Tests.Travel;

public class TravelOptionsTests
{
    [Fact]
    public void Validate_Delivered_IsSound() => Assert.True(new TravelOptionsValidator().Validate(null, TravelModelTests.Delivered()).Succeeded);

    [Fact]
    public void Validate_ManyFaults_NamesThemAll()
    {
        var options = TravelModelTests.Delivered();
        options.Modes.Remove(TravelMode.Boat);
        options.Modes[TravelMode.Car] = new() { SpeedKmh = 0, DetourFactor = 0.5, StartUp = TimeSpan.FromSeconds(-1), RangeKm = double.NaN };
        options.RoadNetworks.Add(new() { Name = "Moon", Border = [[1, 2], [91, 0], [1]] });
        options.RoadNetworks.Add(new());
        options.Harbours.Add(new() { Latitude = double.NaN });
        options.HarbourReachKm = -1;

        var faults = new TravelOptionsValidator().Validate(null, options).Failures!.ToList();

        string[] keys =
        [
            "Modes:Car:SpeedKmh", "Modes:Car:DetourFactor", "Modes:Car:StartUp", "Modes:Car:RangeKm", "RoadNetworks:2:Border:1",
            "RoadNetworks:2:Border:2", "RoadNetworks:3 needs", "Harbours:9 needs", "Modes:Boat is missing", "HarbourReachKm",
        ];
        Assert.Equal(keys.Length, faults.Count);
        Assert.All(keys.Zip(faults), pair => Assert.StartsWith("Travel:" + pair.First, pair.Second, StringComparison.Ordinal));
    }
}
