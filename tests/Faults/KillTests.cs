using TaskForce.Faults.Load;
using TaskForce.Testing;

namespace TaskForce.Faults;

/// <summary>Processes that die at any moment, and devices that lose power.</summary>
public sealed class KillTests(Seed seed) : IDisposable
{
    /// <summary>So short that the leases of teams that nobody sends end during a run, and long enough to turn two keys on a busy machine.</summary>
    internal static readonly Dictionary<string, string> ShortLeases = (
        from plan in Enumerable.Range(0, 7)
        from time in new[] { "ApprovalLease", "ApprovalDeadline" }
        select $"Tasking/ResponsePlans__{plan}__{time}").ToDictionary(key => key, _ => "00:00:20");

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-faults-");
    private readonly Random _dice = new(4711);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Services_KilledAtRandomUnderLoad_LoseNothingThatWasAnswered()
    {
        await using var stack = new ServiceProcesses(seed.CopyTo(_data.FullName), ShortLeases);
        await stack.StartAsync(Cancellation);
        await using var run = new Run(stack, seed);
        await run.StartAsync(Intensity.Current, Cancellation);

        for (var i = 0; i < Intensity.Current.Kills; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(_dice.Next(300, 2000)), TimeProvider.System, Cancellation);
            await KillAsync(stack);
            await run.Units[_dice.Next(run.Units.Count)].DropAsync();
        }

        await stack.ReadyAsync(Cancellation);
        await run.UntilSentAsync(Intensity.Current.Dispatchers, Cancellation);
        var wrong = await run.EndAsync(Cancellation);

        TestContext.Current.SendDiagnosticMessage($"{Intensity.Current.Kills} kills, {run.Sent} missions sent, {run.History.Calls.Count} calls, {run.History.Shows.Count} orders shown");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(40)));
        Assert.NotEmpty(run.History.Shows);
    }

    // One of them, or one time in six all at once, as when the power fails.
    private async Task KillAsync(ServiceProcesses stack)
    {
        string[] victims = _dice.Next(6) == 0 ? ServiceProcesses.Names : [ServiceProcesses.Names[_dice.Next(ServiceProcesses.Names.Length)]];
        await Task.WhenAll(victims.Select(stack.KillAsync));
        await Task.Delay(TimeSpan.FromMilliseconds(_dice.Next(500)), TimeProvider.System, Cancellation);
        Array.ForEach(victims, stack.Start);
    }
}
