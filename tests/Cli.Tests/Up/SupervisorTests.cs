using System.Collections.Frozen;
using TaskForce.Cli.Up;

namespace TaskForce.Cli.Tests.Up;

public sealed class SupervisorTests : IDisposable
{
    private static readonly TimeSpan Safety = TimeSpan.FromSeconds(30);

    private readonly TempDirectory _directory = new();
    private readonly Transcript _screen = new();
    private readonly TimerClock _clock = new();

    public void Dispose()
    {
        _screen.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task RunAsync_ProcessEnds_SaysWhyAndStartsItAgainEverMorePatiently()
    {
        using var supervisor = Supervise("echo 'Unhandled exception. Broken' >&2; echo 'File name: x' >&2; echo '   at Main()' >&2; exit 3");
        var running = supervisor.RunAsync();

        Assert.Equal(
            "service ended with exit code 3: Unhandled exception. Broken; it is started again in 0.5 s", await _screen.HearAsync("started again"));
        await _clock.PassAsync(TimeSpan.FromSeconds(0.5));
        Assert.EndsWith("in 1 s", await _screen.HearAsync("started again"), StringComparison.Ordinal);

        supervisor.Stop();
        await running.WaitAsync(Safety);
    }

    [Fact]
    public async Task RunAsync_ProcessIsKilled_NamesTheSignal()
    {
        using var supervisor = Supervise("kill -9 $$");
        var running = supervisor.RunAsync();

        Assert.StartsWith("service was ended by SIGKILL;", await _screen.HearAsync("started again"), StringComparison.Ordinal);

        supervisor.Stop();
        await running.WaitAsync(Safety);
    }

    [Fact]
    public async Task RunAsync_EndsFiveTimesAndNeverReady_GivesUpWithTheReason()
    {
        using var supervisor = Supervise("echo 'no such table' >&2; exit 1");
        var running = supervisor.RunAsync();
        foreach (var seconds in new[] { 0.5, 1, 2, 4 })
        {
            await _screen.HearAsync("started again");
            await _clock.PassAsync(TimeSpan.FromSeconds(seconds));
        }

        var refusal = await Assert.ThrowsAsync<UpException>(() => running.WaitAsync(Safety));

        Assert.Equal("service does not start; it ended with exit code 1: no such table", refusal.Message);
    }

    [Fact]
    public async Task RunAsync_EndsFiveTimesAfterItWasReady_StartsItAgain()
    {
        using var supervisor = Supervise("exit 1");
        supervisor.MarkReady();
        var running = supervisor.RunAsync();
        foreach (var seconds in new[] { 0.5, 1, 2, 4 })
        {
            await _screen.HearAsync("started again");
            await _clock.PassAsync(TimeSpan.FromSeconds(seconds));
        }

        Assert.EndsWith("in 8 s", await _screen.HearAsync("started again"), StringComparison.Ordinal);

        supervisor.Stop();
        await running.WaitAsync(Safety);
    }

    [Fact]
    public async Task Stop_ProcessObeys_EndsWithoutARestart()
    {
        using var supervisor = Supervise("echo up >&2; exec cat");
        var running = supervisor.RunAsync();
        await _screen.HearAsync("up");

        supervisor.Stop();
        await running.WaitAsync(Safety);

        Assert.DoesNotContain(_screen.All(), line => line.Contains("started again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_ProcessDoesNotObey_IsKilledAfterEightSeconds()
    {
        using var supervisor = Supervise("trap '' TERM; echo up >&2; exec cat");
        var running = supervisor.RunAsync();
        await _screen.HearAsync("up");

        supervisor.Stop();
        await _clock.PassAsync(TimeSpan.FromSeconds(8));

        await running.WaitAsync(Safety);
    }

    [Fact]
    public async Task RunAsync_WarningBeforeReady_IsLoggedAndNotShown()
    {
        using var supervisor = Supervise("echo 'warn: early'; echo 'fail: bad'; read line; echo 'warn: late'; exec cat");
        var running = supervisor.RunAsync();

        await _screen.HearAsync("fail: bad");
        supervisor.Stop();
        await running.WaitAsync(Safety);

        Assert.Equal(["service     fail: bad"], _screen.All());
        supervisor.Dispose();
        Assert.Equal(["warn: early", "fail: bad"], await File.ReadAllLinesAsync(_directory["service.log"]));
    }

    [Fact]
    public async Task RunAsync_WarningAfterReady_IsShownWithTheNameOfItsService()
    {
        using var supervisor = Supervise("echo 'warn: slow'; exec cat");
        supervisor.MarkReady();
        var running = supervisor.RunAsync();

        Assert.Equal("service     warn: slow", await _screen.HearAsync("slow"));

        supervisor.Stop();
        await running.WaitAsync(Safety);
    }

    private Supervisor Supervise(string script) => new(
        new("service", "/bin/sh", ["-c", script], _directory.Path, FrozenDictionary<string, string>.Empty),
        new(_directory["service.log"]), new(_screen), _clock);
}
