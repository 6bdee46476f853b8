using Microsoft.Extensions.Configuration;
using TaskForce.Geolocation.Positions.States;
using Source = TaskForce.Geolocation.V1.PositionReport.Types.Source;

namespace TaskForce.Geolocation.Tests.Positions.States;

public class StateOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreValid() => Assert.True(new StateOptionsValidator().Validate(null, new()).Succeeded);

    [Fact]
    public void Validate_EverythingWrong_NamesEveryFault()
    {
        var options = new StateOptions
        {
            Sources = new() { [Source.Gnss] = new(default, 0) },
            ParkedAfter = default,
            ParkedRadiusMetres = 0,
            ParkedSpeedMps = 0,
            FastestMps = 0,
            FrozenMovingAfter = default,
            FrozenAfter = default,
            SpeedCheckedOver = default,
            LeastGrowthMps = -1,
            ParkedGrowthMps = double.NaN,
            MostUncertaintyMetres = 0,
        };

        Assert.Equal(
            [
                "Positions:States:Sources:Unspecified is missing.",
                "Positions:States:Sources:Gnss:SilentAfter must be 00:00:10 to 7.00:00:00.",
                "Positions:States:Sources:Gnss:AccuracyMetres must be 1 to 100000.",
                "Positions:States:Sources:Network is missing.",
                "Positions:States:Sources:Manual is missing.",
                "Positions:States:Sources:Simulated is missing.",
                "Positions:States:ParkedAfter must be 00:00:30 to 01:00:00.",
                "Positions:States:ParkedRadiusMetres must be 5 to 1000.",
                "Positions:States:ParkedSpeedMps must be 0.1 to 5.",
                "Positions:States:FastestMps must be 10 to 1000.",
                "Positions:States:FrozenMovingAfter must be 00:00:05 to 00:10:00.",
                "Positions:States:FrozenAfter must be 00:01:00 to 1.00:00:00.",
                "Positions:States:SpeedCheckedOver must be 00:00:20 to 00:02:00.",
                "Positions:States:LeastGrowthMps must be 0 to 100.",
                "Positions:States:ParkedGrowthMps must be 0 to 100.",
                "Positions:States:MostUncertaintyMetres must be 10000 to 1000000.",
            ],
            new StateOptionsValidator().Validate(null, options).Failures);
    }

    [Fact]
    public void Bind_OneSource_LeavesTheOthersAsTheyAre()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Sources:GNSS:SilentAfter", "00:05:00")]).Build();
        var options = new StateOptions();

        configuration.Bind(options);

        Assert.Equal((TimeSpan.FromMinutes(5), 25.0), (options.Sources[Source.Gnss].SilentAfter, options.Sources[Source.Gnss].AccuracyMetres));
        Assert.Equal(TimeSpan.FromMinutes(60), options.Sources[Source.Manual].SilentAfter);
    }
}
