using TaskForce.Faults.Load;
using TaskForce.Testing;

[assembly: AssemblyFixture(typeof(Seed))]
// Each test has the machine to itself: what is measured is what the services do, not what the others leave them.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace TaskForce.Faults.Load;

/// <summary>The data of a TaskForce that was just started for the first time, made once and copied for each test.</summary>
public sealed class Seed : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-seed-");

    public async ValueTask InitializeAsync()
    {
        await using var first = await LocalTaskForce.StartAsync(_data.FullName);
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
