using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;
using SlowDown = TaskForce.Geolocation.V1.StreamPositionsResponse.Types.SlowDown;

namespace TaskForce.Client.Tests.Positions;

public sealed class PaceTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Pace _pace;

    public PaceTests() => _pace = new(_clock);

    [Fact]
    public async Task WaitAsync_NothingAsked_DoesNotWait()
    {
        await _pace.WaitAsync(default);

        Assert.True(_pace.WaitAsync(default).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WaitAsync_Asked_WaitsFromTheLastRequestOn()
    {
        await _pace.WaitAsync(default);
        _clock.Advance(TimeSpan.FromSeconds(3));
        _pace.Hear(Asked(10));

        var waiting = _pace.WaitAsync(default);
        _clock.Advance(TimeSpan.FromSeconds(6.9));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await waiting;
    }

    [Fact]
    public void Hear_NoComplaintForAWhile_WaitsHalfAsLongAndThenNotAtAll()
    {
        _pace.Hear(Asked(0.016));
        Quiet(7);
        Assert.Equal(16, _pace.LeastInterval.TotalMilliseconds);
        Quiet(1);
        Assert.Equal(8, _pace.LeastInterval.TotalMilliseconds);
        Quiet(8);

        Assert.Equal(TimeSpan.Zero, _pace.LeastInterval);
    }

    private static SlowDown Asked(double seconds) => new() { LeastInterval = TimeSpan.FromSeconds(seconds).ToDuration(), Reason = "REPORTS_WAITING" };

    private void Quiet(int answers)
    {
        for (var i = 0; i < answers; i++)
        {
            _pace.Hear(null);
        }
    }
}
