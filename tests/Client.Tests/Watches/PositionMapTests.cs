using TaskForce.Geolocation.V1;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;

namespace TaskForce.Client.Tests.Watches;

public class PositionMapTests
{
    private readonly PositionMap _map = new();

    [Fact]
    public void Apply_NumberAfterItsName_IsTheSameSubject()
    {
        Apply(new MapPosition { Number = 7, Subject = "assets/boat", Nation = "DE", LatitudeE7 = 360_000_000, SpeedDmps = 0 });

        var change = Assert.Single(Apply(new MapPosition { Number = 7, LatitudeE7 = 365_000_000 }));

        Assert.Equal(("assets/boat", "DE", 36.5, null), (change.Now!.Subject, change.Now.Nation, change.Now.Location.Latitude, change.Now.SpeedMps));
        Assert.Equal(change.Now, Assert.Single(_map.Subjects).Value);
    }

    [Fact]
    public void Apply_NumberOfAnotherStream_IsWhomItNamesThere()
    {
        Apply(new MapPosition { Number = 7, Subject = "assets/boat", Nation = "DE" });

        Apply(new MapPosition { Number = 7, Subject = "assets/car", Nation = "MA" }, new MapPosition { Number = 3, Subject = "assets/boat", Nation = "DE", Left = true });

        Assert.Equal(["assets/car"], _map.Subjects.Keys);
    }

    [Fact]
    public void Apply_NationChanges_StaysTheNewOne()
    {
        Apply(new MapPosition { Number = 7, Subject = "members/one", Nation = "DE" });
        Apply(new MapPosition { Number = 7, Nation = "MA" });

        Assert.Equal("MA", Assert.Single(Apply(new MapPosition { Number = 7 })).Now!.Nation);
    }

    [Fact]
    public void Apply_LeftOfWhomItDoesNotShow_IsNoNews() =>
        Assert.Empty(Apply(new MapPosition { Number = 7, Subject = "assets/boat", Nation = "DE", Left = true }));

    [Fact]
    public void Apply_Reset_TakesAllOff()
    {
        Apply(new MapPosition { Number = 7, Subject = "assets/boat", Nation = "DE" });

        Assert.Equal([new("assets/boat", null)], _map.Apply(new() { Type = EventType.Reset }));
        Assert.Empty(_map.Subjects);
    }

    private IReadOnlyList<MapChange> Apply(params MapPosition[] changes) => _map.Apply(new() { Type = EventType.Changed, Changes = { changes } });
}
