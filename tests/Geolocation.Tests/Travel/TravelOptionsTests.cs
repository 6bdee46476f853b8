using TaskForce.Geolocation.Travel;
using TaskForce.Geolocation.Travel.Router;
using TaskForce.Type.V1;

namespace TaskForce.Geolocation.Tests.Travel;

public class TravelOptionsTests
{
    [Fact]
    public void Validate_Delivered_IsSound() => Assert.True(new TravelOptionsValidator().Validate(null, TravelModels.Options()).Succeeded);

    [Fact]
    public void Validate_ManyFaults_NamesThemAll()
    {
        var options = TravelModels.Options();
        options.Modes.Remove(TravelMode.Boat);
        options.Modes[TravelMode.Car] = new() { SpeedKmh = 0, DetourFactor = 0.5, StartUp = TimeSpan.FromSeconds(-1), RangeKm = double.NaN };
        PlaceOptions[] ends = [new() { Name = "A" }, new() { Latitude = 91 }];
        options.Crossings = [new() { Kind = "ferry", Ends = [.. ends], Duration = TimeSpan.FromSeconds(-1), Modes = [TravelMode.Plane] }, new()];
        options.Borders.Add(new() { Between = ["DE", "Ma"] });
        options.OpenBorders = [new() { Nations = ["DE", "Moon"] }];
        options.Airports = [new()];
        options.Harbours = [new() { Name = "A", Latitude = double.NaN }, new() { Name = "B", Fairway = [[1, 2], [91, 0], [1]] }];
        options.HarbourReachKm = -1;
        options.BorderDelay = TimeSpan.FromSeconds(-1);

        var faults = new TravelOptionsValidator().Validate(null, options).Failures!.ToList();

        string[] keys =
        [
            "Modes:Car:SpeedKmh", "Modes:Car:DetourFactor", "Modes:Car:StartUp", "Modes:Car:RangeKm", "Crossings:0:Modes", "Crossings:0:Duration",
            "Crossings:0:Ends:1 needs", "Crossings:1 needs", "Borders:3 needs", "OpenBorders:0: Moon", "Airports:0 needs", "Harbours:0 needs",
            "Harbours:1:Fairway:1", "Harbours:1:Fairway:2", "Modes:Boat is missing", "HarbourReachKm", "BorderDelay",
        ];
        Assert.Equal(keys.Length, faults.Count);
        Assert.All(keys.Zip(faults), pair => Assert.StartsWith("Travel:" + pair.First, pair.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_FaultyRouter_NamesEveryFault()
    {
        var options = TravelModels.Options();
        options.Router = new()
        {
            Kind = RouterKind.Osrm,
            Address = new("http://osrm:5000/base"),
            Profiles = { [TravelMode.Boat] = "boat" },
            MaxPairs = 0,
            Deadline = TimeSpan.Zero,
            MaxKm = double.NaN,
        };

        var faults = new TravelOptionsValidator().Validate(null, options).Failures!.ToList();

        string[] keys = ["Address", "Profiles", "MaxPairs", "Deadline", "MaxKm"];
        Assert.Equal(keys.Length, faults.Count);
        Assert.All(keys.Zip(faults), pair => Assert.StartsWith("Travel:Router:" + pair.First, pair.Second, StringComparison.Ordinal));
    }
}
