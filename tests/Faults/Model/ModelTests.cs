using TaskForce.Faults.Load;

namespace TaskForce.Faults.Model;

/// <summary>The protocol of missions, orders and rungs at a small size, in every order of events that there can be.</summary>
public class ModelTests
{
    [Fact]
    public void Explore_OneDeviceThatLosesPowerAndAServerThatCrashes_FindsNothingWrong() => FindNothing(devices: 1, crashes: 2, mostFlying: 3);

    [Fact]
    public void Explore_TwoDevices_FindsNothingWrong() => FindNothing(devices: 2, crashes: 0, mostFlying: Intensity.IsLong ? 1 : 0);

    [Theory]
    [InlineData(Bug.ShowsRepeats, "was shown twice")]
    [InlineData(Bug.ForgetsReports, "from here no good end can be reached")]
    [InlineData(Bug.TakesLastRung, "down to Stored")]
    [InlineData(Bug.SendsUnheld, "orders were given for a team that the roster does not keep")]
    [InlineData(Bug.NewestFirst, "work was shown after it was called off")]
    public void Explore_AStepIsDoneWrong_FindsTheShortestWayToTheFault(object bug, string fault)
    {
        var found = Explore(World.First(devices: 1, crashes: 1), 2, (Bug)bug);

        Assert.Contains(fault, found.Fault, StringComparison.Ordinal);
        Assert.NotEmpty(found.Trace);
        TestContext.Current.SendDiagnosticMessage("{0}", found);
    }

    private static void FindNothing(int devices, int crashes, int mostFlying)
    {
        var found = Explore(World.First(devices, crashes), mostFlying, Bug.None);

        TestContext.Current.SendDiagnosticMessage("{0}", found);
        Assert.True(found.Fault is null, found.ToString());
        Assert.True(found.States > 1000, $"only {found.States} states");
    }

    private static Exploration Explore(World first, int mostFlying, Bug bug) =>
        new Explorer<World>(new Protocol(mostFlying, bug).Next, world => world.Key, Invariants.Check, Invariants.IsGoodEnd).Explore(first);
}
