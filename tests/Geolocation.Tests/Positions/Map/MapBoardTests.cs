using Microsoft.Extensions.Options;
using TaskForce.Geolocation.Positions.Map;

namespace TaskForce.Geolocation.Tests.Positions.Map;

public class MapBoardTests
{
    [Fact]
    public void Open_AsManyAsAllowed_RefusesTheNextUntilOneIsClosed()
    {
        using var world = new MapWorld(1);
        using var board = new MapBoard(world.Processes[0].Feed, Options.Create(new MapOptions { MostWatchers = 2 }), world.Clock);
        using var one = board.Open(3);
        var other = board.Open(null);

        var refusal = Assert.Throws<DomainException>(() => board.Open(4));
        other.Dispose();
        using var next = board.Open(3);

        Assert.Equal((Fault.Exhausted, "TOO_MANY_MAPS"), (refusal.Fault, refusal.Reason));
        Assert.Same(one.Layer, next.Layer);
    }
}
