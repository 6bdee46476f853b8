using Google.Protobuf.WellKnownTypes;
using TaskForce.Testing;
using static TaskForce.Tasking.V1.HHourOrder.Types;

namespace TaskForce.Client.Tests.HHour;

public class HHourGuardTests
{
    private readonly DeviceWorld _world = new(TimeSpan.FromHours(3), drift: 50e-6);
    private readonly DateTimeOffset _h;
    private readonly ClockSync _sync;
    private readonly HHourGuard _guard;

    public HHourGuardTests()
    {
        _h = _world.Now.AddMinutes(5);
        _sync = new(_world.Clock);
        _guard = new(_sync);
    }

    [Fact]
    public void Decide_GoBeforeH_WaitsAndReleasesAtH()
    {
        Measure();
        _guard.Hear(Order(Instruction.Go), fromServer: true);

        var wait = _guard.Decide();
        Assert.Equal(HHourAct.Wait, wait.Act);
        _world.PassOnDevice(wait.Wait);
        var release = _guard.Decide();

        Assert.Equal(HHourAct.Release, release.Act);
        Assert.False(release.Release!.Late);
        Assert.InRange((_world.Now - _h).Duration(), TimeSpan.Zero, release.Release.Uncertainty.ToTimeSpan());
    }

    [Fact]
    public void Decide_Released_ReleasesOnce()
    {
        Measure();
        _guard.Hear(Order(Instruction.Go), fromServer: true);
        _world.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(HHourAct.Release, _guard.Decide().Act);

        _guard.Hear(Order(Instruction.Go, 9), fromServer: true);

        Assert.Equal(HHourAct.Rest, _guard.Decide().Act);
    }

    [Fact]
    public void Decide_NoGoAtH_AsksAndSaysWhy()
    {
        Measure();
        _guard.Hear(Order(Instruction.Wait), fromServer: true);
        _world.Pass(TimeSpan.FromMinutes(6));

        var step = _guard.Decide();

        Assert.Equal((HHourAct.Ask, "no go has come"), (step.Act, step.Reason));
    }

    [Fact]
    public void Decide_GoThatComesAfterH_ReleasesLate()
    {
        Measure();
        _world.Pass(TimeSpan.FromMinutes(6));

        _guard.Hear(Order(Instruction.Go), fromServer: true);

        Assert.True(_guard.Decide().Release!.Late);
    }

    [Fact]
    public void Decide_SleptThroughHWithAGo_AsksBeforeItReleases()
    {
        Measure();
        _guard.Hear(Order(Instruction.Go), fromServer: true);
        _world.Pass(TimeSpan.FromMinutes(6));
        Assert.Equal(HHourAct.Ask, _guard.Decide().Act);

        _guard.Hear(Order(Instruction.Go), fromServer: true);

        Assert.Equal(HHourAct.Release, _guard.Decide().Act);
    }

    [Fact]
    public void Decide_GoFromDiskBeforeH_ReleasesAtHWithoutTheServer()
    {
        Measure();
        _guard.Hear(Order(Instruction.Go), fromServer: false);

        _world.PassOnDevice(_guard.Decide().Wait);

        Assert.Equal(HHourAct.Release, _guard.Decide().Act);
    }

    [Fact]
    public void Decide_ClockNeverMeasured_DoesNotRelease()
    {
        _guard.Hear(Order(Instruction.Go), fromServer: true);
        _world.Pass(TimeSpan.FromMinutes(6));

        Assert.Equal(HHourAct.Rest, _guard.Decide().Act);
    }

    [Fact]
    public void Decide_ClockKnownTooBadlyAtH_DoesNotRelease()
    {
        Measure(TimeSpan.FromMilliseconds(400));
        _guard.Hear(Order(Instruction.Go), fromServer: true);
        _world.PassOnDevice(_guard.Decide().Wait);

        var step = _guard.Decide();

        Assert.Equal(HHourAct.Ask, step.Act);
        Assert.Contains("only known to 430 ms", step.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Instruction.Hold)]
    [InlineData(Instruction.Abort)]
    [InlineData(Instruction.Withdrawn)]
    public void Decide_GoTakenBackBeforeH_DoesNotRelease(Instruction instruction)
    {
        Measure();
        _guard.Hear(Order(Instruction.Go, 2), fromServer: true);
        _guard.Hear(Order(instruction, 3), fromServer: true);
        _guard.Hear(Order(Instruction.Go, 2), fromServer: true);
        _world.Pass(TimeSpan.FromMinutes(5));

        Assert.NotEqual(HHourAct.Release, _guard.Decide().Act);
        Assert.Null(_guard.Release);
    }

    private void Measure(TimeSpan? way = null) => _world.Probe(_sync, way ?? TimeSpan.FromMilliseconds(20), way ?? TimeSpan.FromMilliseconds(20));

    private Tasking.V1.HHourOrder Order(Instruction instruction, long revision = 2) => new()
    {
        Operation = "operations/ring",
        Instruction = instruction,
        Revision = revision,
        HHour = _h.ToTimestamp(),
        MaxClockUncertainty = TimeSpan.FromMilliseconds(250).ToDuration(),
    };
}
