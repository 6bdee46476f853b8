using TaskForce.Fuzz.Answers;
using TaskForce.Fuzz.Cases;

namespace TaskForce.Fuzz;

/// <summary>Sends one case again.</summary>
public sealed class ReplayTests : IDisposable
{
    private static readonly string Line = Environment.GetEnvironmentVariable("TASKFORCE_FUZZ_REPLAY") ?? "";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-fuzz-");

    public static bool IsAsked => Line.Length > 0;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact(Explicit = true, SkipUnless = nameof(IsAsked), Skip = "TASKFORCE_FUZZ_REPLAY says which.")]
    public async Task Case_OfAnEarlierRun_IsAnsweredOrRefusedWithAReason()
    {
        await using var world = await FuzzWorld.StartAsync(_data.FullName, TestContext.Current.CancellationToken);
        using var doors = new Doors(world.TaskForce, new(world.TaskForce));
        var asked = Case.FromLine(Line);

        var (answer, broken) = await doors.CallAsync(asked, TestContext.Current.CancellationToken);

        Assert.Null(broken);
        Assert.True(Judge.Fault(asked, answer!) is null, $"{answer}");
        Assert.Empty(world.Complaints());
    }
}
