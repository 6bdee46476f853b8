using Microsoft.Extensions.Time.Testing;
using TaskForce.ServiceDefaults.Health;

namespace TaskForce.ServiceDefaults.Tests.Health;

public sealed class FeedProgressTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Look_LogOfBeforeTheStart_IsOwedToNobody()
    {
        var progress = new FeedProgress(_clock);
        progress.Look(end: 500, handedOn: 0);
        _clock.Advance(TimeSpan.FromMinutes(1));
        progress.Look(end: 500, handedOn: 0);

        Assert.Equal((TimeSpan.Zero, null), (progress.LagAt(0), progress.Waiting));
    }

    [Fact]
    public void Look_EventIsNotHandedOn_LagsSinceItWasSeenHoweverMuchFollows()
    {
        var progress = new FeedProgress(_clock);
        progress.Look(500, 0);
        progress.Look(501, 0);
        _clock.Advance(TimeSpan.FromSeconds(40));
        progress.Look(900, 0);

        Assert.Equal((TimeSpan.FromSeconds(40), 501), (progress.LagAt(500), progress.Waiting));
        // Handed on since, whether or not anybody could look.
        Assert.Equal(TimeSpan.Zero, progress.LagAt(501));
    }

    [Fact]
    public void Look_HandedOnAndMoreCame_WaitsForTheNewOneOnlySinceNow()
    {
        var progress = new FeedProgress(_clock);
        progress.Look(500, 0);
        progress.Look(501, 0);
        _clock.Advance(TimeSpan.FromSeconds(40));

        progress.Look(502, 501);
        Assert.Equal((TimeSpan.Zero, 502), (progress.LagAt(501), progress.Waiting));

        progress.Look(502, 502);
        Assert.Null(progress.Waiting);
    }
}
