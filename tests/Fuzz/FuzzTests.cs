using System.Globalization;
using TaskForce.Fuzz.Answers;
using TaskForce.Fuzz.Cases;
using TaskForce.Fuzz.Values;
using TaskForce.Testing;

namespace TaskForce.Fuzz;

/// <summary>Every method, at every door, asked for everything that nobody means.</summary>
public sealed class FuzzTests : IDisposable
{
    // Of 149: what is not reached needs many right steps in a row, or is not there yet.
    private const int LeastReached = 100;

    private static readonly int Calls = Number("TASKFORCE_FUZZ", 20_000);
    private static readonly int Seed = Number("TASKFORCE_FUZZ_SEED", 4711);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-fuzz-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task EveryMethod_AnyMessageAtAnyDoor_IsAnsweredOrRefusedWithAReason()
    {
        await using var world = await FuzzWorld.StartAsync(_data.FullName, Cancellation);
        using var doors = new Doors(world.TaskForce, new(world.TaskForce));
        var pool = new Pool();
        await world.TeachAsync(pool, Cancellation);
        var run = new FuzzRun(doors, pool, new(pool, new(pool, TimeProvider.System.GetUtcNow()), Seed));

        await run.SendAsync(Calls, Cancellation);

        var faults = await run.FaultsAsync(Cancellation);
        var missed = Rpc.All.Except(run.Reached).Select(rpc => rpc.ToString()).ToList();
        var report = string.Create(CultureInfo.InvariantCulture,
            $"Seed {Seed}, {Calls} calls: {run.Outcomes}. Answered OK: {run.Reached.Count} of {Rpc.All.Count} methods (gRPC {run.ReachedAt(Door.Grpc)}, gRPC-Web {run.ReachedAt(Door.GrpcWeb)}, REST {run.ReachedAt(Door.Rest)}), not {string.Join(", ", missed)}. {world.Memory()}");
        TestContext.Current.SendDiagnosticMessage(report);
        Assert.True(faults.Count == 0, $"{report}\n{string.Join('\n', faults)}");
        var complaints = world.Complaints();
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
        // Too few calls reach too little to say anything of it.
        Assert.True(Calls < 20_000 || run.Reached.Count >= LeastReached, report);
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
