using CsCheck;
using TaskForce.Geolocation.Travel;

namespace TaskForce.Geolocation.Tests.Travel;

public class TravelRangeTests
{
    [Theory]
    [InlineData(600, 0, 20, 600, 600)]
    [InlineData(600, 2000, 20, 500, 700)]
    [InlineData(600, 20_000, 20, 0, 1600)]
    public void Of_Radius_IsCrossedEitherWay(double seconds, double radius, double pace, double earliest, double latest) =>
        Assert.Equal(new(earliest, latest), TravelRange.Of(seconds, radius, pace));

    [Fact]
    public void Of_AnyRadius_HoldsTheLikelyTimeAndGrowsWithIt() =>
        Gen.Select(Gen.Double[0, 1e6], Gen.Double[0, 1e5], Gen.Double[0, 1e5], Gen.Double[0.5, 300]).Sample((seconds, radius, more, pace) =>
        {
            var (one, other) = (TravelRange.Of(seconds, radius, pace), TravelRange.Of(seconds, radius + more, pace));
            return one.Earliest <= seconds && seconds <= one.Latest && other.Earliest <= one.Earliest && one.Latest <= other.Latest && other.Earliest >= 0;
        });
}
