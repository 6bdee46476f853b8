using TaskForce.Cli.Up;

namespace TaskForce.Cli.Tests.Up;

public sealed class RestartPolicyTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public void AfterEnd_AgainAndAgain_PausesTwiceAsLongUpToHalfAMinute()
    {
        var pauses = new List<double>();
        var policy = default(RestartPolicy);
        for (var i = 0; i < 9; i++)
        {
            (policy, var pause) = policy.AfterEnd(Short, wasReady: true);
            pauses.Add(pause!.Value.TotalSeconds);
        }

        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30, 30], pauses);
    }

    [Fact]
    public void AfterEnd_AThousandTimes_StillStartsAgain()
    {
        var (_, pause) = new RestartPolicy(1000).AfterEnd(Short, wasReady: true);

        Assert.Equal(TimeSpan.FromSeconds(30), pause);
    }

    [Fact]
    public void AfterEnd_AfterAGoodMinute_BeginsAnew()
    {
        var (next, pause) = new RestartPolicy(7).AfterEnd(TimeSpan.FromMinutes(1), wasReady: true);

        Assert.Equal((new RestartPolicy(1), TimeSpan.FromSeconds(0.5)), (next, pause!.Value));
    }

    [Fact]
    public void AfterEnd_FifthTimeAndNeverReady_GivesUp()
    {
        Assert.NotNull(new RestartPolicy(3).AfterEnd(Short, wasReady: false).Pause);
        Assert.Null(new RestartPolicy(4).AfterEnd(Short, wasReady: false).Pause);
    }
}
