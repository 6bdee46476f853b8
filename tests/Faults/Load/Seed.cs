using TaskForce.Faults.Load;
using TaskForce.Roster.V1;
using TaskForce.Testing;

[assembly: AssemblyFixture(typeof(Seed))]
// Each test has the machine to itself: what is measured is what the services do, not what the others leave them.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace TaskForce.Faults.Load;

/// <summary>The data of a TaskForce that was just started for the first time, made once and copied for each test.</summary>
public sealed class Seed : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-seed-");

    /// <summary>Where every dispatcher sends to.</summary>
    internal string Hotspot { get; private set; } = "";

    /// <summary>Teams for it that do not share people.</summary>
    internal IReadOnlyList<TeamProposal> Teams { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await using var first = await LocalTaskForce.StartAsync(_data.FullName);
        using (var desk = first.Connect("dispatcher.de"))
        {
            var hotspot = await Board.ReportAsync(desk, CancellationToken.None);
            Hotspot = hotspot.Name;
            Teams = await Board.PlanAsync(desk, hotspot, Math.Min(Intensity.Current.Dispatchers, 20), CancellationToken.None);
        }

        await first.StopAsync();
    }

    /// <summary>A copy.</summary>
    public string CopyTo(string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (var file in _data.EnumerateFiles())
        {
            file.CopyTo(Path.Combine(directory, file.Name));
        }

        return directory;
    }

    public ValueTask DisposeAsync()
    {
        _data.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
