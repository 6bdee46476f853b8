using TaskForce.Geolocation.Positions.States;

namespace TaskForce.Geolocation.Tests.Positions.States;

public class SequenceGapsTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("7", 0)]
    [InlineData("1 2 3", 0)]
    [InlineData("1 3 7", 4)]
    [InlineData("1 0 3", 1)]
    [InlineData("98 99 1 2 4", 1)]
    [InlineData("5 5 6", 0)]
    public void Count_Counters_AreThoseBetweenThatAreMissing(string counters, long missing) =>
        Assert.Equal(missing, SequenceGaps.Count(counters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)));
}
