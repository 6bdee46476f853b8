using TaskForce.Client;
using TaskForce.Faults.Histories;
using TaskForce.Faults.Load;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.Faults;

/// <summary>A backup that is made while people work, and what it is worth.</summary>
public sealed class BackupTests(Seed seed) : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-faults-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    /// <summary>What was answered before the backup began is in it, the parts fit together, devices and dispatchers go on.</summary>
    [Fact(Explicit = true)]
    public async Task Backup_UnderLoad_RestoresAllThatWasAnsweredBeforeAndWorkGoesOn()
    {
        var (before, backup, after) = (seed.CopyTo(PathOf("before")), PathOf("backup"), PathOf("after"));
        var answered = await BackUpAsync(before, backup);
        var restored = await LocalTaskForce.RunAsync(new Dictionary<string, string>(), "admin", "restore", "--from", backup, "--data", after);
        Assert.True(restored.ExitCode == 0, restored.Output + restored.Errors);
        foreach (var key in Directory.EnumerateFiles(before, "*.pem"))
        {
            File.Copy(key, Path.Combine(after, Path.GetFileName(key)));
        }

        await using var stack = new ServiceProcesses(after, KillTests.ShortLeases);
        await stack.StartAsync(Cancellation);
        using var desk = stack.Connect("dispatcher.de");
        foreach (var mission in answered)
        {
            var now = await new Recorder(new()).AskAsync(desk.Missions.GetMissionAsync, new GetMissionRequest { Name = mission.Name }, Cancellation);
            Assert.True(now is not null && now.State >= mission.State && mission.Orders.All(order => now.Orders.Any(other => other.Name == order.Name)), $"{mission.Name} is {now?.State}");
        }

        await using var run = new Run(stack, seed);
        var orphans = await SentAsync(desk);
        await run.StartAsync(Intensity.Current with { Units = 10 }, Cancellation);
        await run.UntilSentAsync(2, Cancellation);
        await RecallAsync(desk, orphans);
        var wrong = await run.EndAsync(Cancellation);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(40)));
    }

    [Fact(Explicit = true)]
    public async Task Restore_IntoRunningData_OrFromADamagedBackup_ChangesNothing()
    {
        var (data, backup) = (seed.CopyTo(PathOf("data")), PathOf("backup"));
        Assert.Equal(0, (await LocalTaskForce.RunAsync(new Dictionary<string, string>(), "admin", "backup", "--data", data, "--to", backup)).ExitCode);
        await using (var running = await LocalTaskForce.StartAsync(data))
        {
            var refused = await LocalTaskForce.RunAsync(new Dictionary<string, string>(), "admin", "restore", "--from", backup, "--data", data);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains("in use by another 'taskforce up'", refused.Errors, StringComparison.Ordinal);
        }

        var content = Directory.EnumerateFiles(data, "*.db").ToDictionary(file => file, File.ReadAllBytes);
        using (var file = File.OpenWrite(Path.Combine(backup, "roster.db")))
        {
            file.Seek(9000, SeekOrigin.Begin);
            file.WriteByte(1);
        }

        var damaged = await LocalTaskForce.RunAsync(new Dictionary<string, string>(), "admin", "restore", "--from", backup, "--data", data);
        Assert.Equal(1, damaged.ExitCode);
        Assert.Contains(Path.Combine(backup, "roster.db"), damaged.Errors.ReplaceLineEndings(""), StringComparison.Ordinal);
        Assert.All(content, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));
    }

    // The missions that were sent, as they were answered before the backup began.
    private async Task<List<Mission>> BackUpAsync(string data, string backup)
    {
        await using var stack = new ServiceProcesses(data, KillTests.ShortLeases);
        await stack.StartAsync(Cancellation);
        await using var run = new Run(stack, seed);
        await run.StartAsync(Intensity.Current with { Units = 10 }, Cancellation);
        await run.UntilSentAsync(3, Cancellation);

        var answered = run.History.Answered<DispatchMissionRequest, Mission>().Select(call => call.Answer).ToList();
        var copied = await LocalTaskForce.RunAsync(new Dictionary<string, string>(), "admin", "backup", "--data", data, "--to", backup);
        Assert.True(copied.ExitCode == 0, copied.Output + copied.Errors);
        Assert.NotEmpty(answered);
        return answered;
    }

    // Whoever had sent these is not there any more.
    private static async Task<List<string>> SentAsync(TaskForceConnection desk)
    {
        var all = await new Recorder(new()).AskAsync(desk.Missions.ListMissionsAsync, new ListMissionsRequest { PageSize = 1000 }, Cancellation);
        return [.. all!.Missions.Where(mission => mission.State is Mission.Types.State.Ordered or Mission.Types.State.EnRoute or Mission.Types.State.OnScene).Select(mission => mission.Name)];
    }

    private static async Task RecallAsync(TaskForceConnection desk, List<string> missions)
    {
        foreach (var mission in missions)
        {
            await new Recorder(new()).AskAsync(desk.Missions.RecallMissionAsync, new RecallMissionRequest { Name = mission, Reason = "Long enough." }, Cancellation);
        }
    }

    private string PathOf(string name) => Path.Combine(_data.FullName, name);
}
