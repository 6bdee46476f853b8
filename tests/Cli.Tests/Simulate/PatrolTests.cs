using TaskForce.Cli.Simulate;

namespace TaskForce.Cli.Tests.Simulate;

public class PatrolTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(52)]
    [InlineData(-67)]
    public void Go_AWholeDay_IsNeverFasterThanItDrivesAndStaysAroundItsBase(double latitude)
    {
        var home = new Google.Type.LatLng { Latitude = latitude, Longitude = 8 };
        var patrol = new Patrol(home, metresPerSecond: 12, radiusMetres: 15_000, new(1));
        var (last, stops) = (patrol.Location, 0);
        for (var second = 10; second <= 86_400; second += 10)
        {
            patrol.Go(TimeSpan.FromSeconds(10));
            Assert.InRange(Metres(last, patrol.Location), 0, 121);
            Assert.InRange(Metres(home, patrol.Location), 0, 15_000 + (120 * 12) + 100);
            stops += patrol.Heading is null ? 1 : 0;
            last = patrol.Location;
        }

        Assert.InRange(stops, 100, 8000);
    }

    [Fact]
    public void Go_SameSeed_IsTheSameWay()
    {
        var home = new Google.Type.LatLng { Latitude = 50, Longitude = 8 };
        var (one, other) = (new Patrol(home, 12, 15_000, new(7)), new Patrol(home, 12, 15_000, new(7)));
        one.Go(TimeSpan.FromMinutes(30));
        for (var i = 0; i < 180; i++)
        {
            other.Go(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(one.Location.Latitude, other.Location.Latitude, 1e-9);
        Assert.Equal(one.Location.Longitude, other.Location.Longitude, 1e-9);
    }

    private static double Metres(Google.Type.LatLng from, Google.Type.LatLng to)
    {
        var (north, east) = ((to.Latitude - from.Latitude) * 111_195, (to.Longitude - from.Longitude) * 111_195 * Math.Cos(from.Latitude * Math.PI / 180));
        return Math.Sqrt((north * north) + (east * east));
    }
}
