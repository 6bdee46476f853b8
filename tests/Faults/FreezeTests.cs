using Grpc.Core;
using TaskForce.Faults.Load;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.Faults;

/// <summary>Processes that stand still and go on: a machine that swaps, a paused container.</summary>
public sealed class FreezeTests(Seed seed) : IDisposable
{
    // Against a test that would never end, not a measure.
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-faults-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    /// <summary>In the short form the roster, which keeps the leases; in the long form each.</summary>
    [Fact]
    public async Task Services_FrozenUnderLoad_AnswerInBoundedTimeAndGoOnAfterwards()
    {
        await using var stack = new ServiceProcesses(seed.CopyTo(_data.FullName), KillTests.ShortLeases);
        await stack.StartAsync(Cancellation);
        await using var run = new Run(stack, seed);
        await run.StartAsync(Intensity.Current, Cancellation);

        foreach (var service in Intensity.IsLong ? ServiceProcesses.Names : ["Roster"])
        {
            stack.Signal(service, "STOP");
            await Task.Delay(Intensity.Current.Freeze, TimeProvider.System, Cancellation);
            stack.Signal(service, "CONT");
        }

        await stack.ReadyAsync(Cancellation);
        await run.UntilSentAsync(Intensity.Current.Dispatchers, Cancellation);
        var wrong = await run.EndAsync(Cancellation);

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(40)));
        Assert.NotEmpty(run.History.Shows);
    }

    /// <summary>A caller that gives two seconds is told, whatever the service does.</summary>
    [Fact]
    public async Task Call_ToAFrozenService_FailsByItsDeadlineAndNotByASilence()
    {
        await using var stack = new ServiceProcesses(seed.CopyTo(_data.FullName));
        await stack.StartAsync(Cancellation);
        using var desk = stack.Connect("dispatcher.de");
        await new Recorder(new()).AskAsync(desk.Missions.ListMissionsAsync, new ListMissionsRequest { PageSize = 1 }, Cancellation);
        stack.Signal("Tasking", "STOP");

        var fault = await Assert.ThrowsAsync<RpcException>(() =>
            desk.Missions.ListMissionsAsync(new() { PageSize = 1 }, deadline: (TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(2)).UtcDateTime).ResponseAsync.WaitAsync(Bound));

        stack.Signal("Tasking", "CONT");
        Assert.Contains(fault.StatusCode, new[] { StatusCode.DeadlineExceeded, StatusCode.Unavailable });
        Assert.NotNull(await new Recorder(new()).AskAsync(desk.Missions.ListMissionsAsync, new ListMissionsRequest { PageSize = 1 }, Cancellation));
    }
}
