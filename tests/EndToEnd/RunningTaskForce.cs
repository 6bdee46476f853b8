using TaskForce.EndToEnd;
using TaskForce.Testing;

[assembly: AssemblyFixture(typeof(RunningTaskForce))]

namespace TaskForce.EndToEnd;

/// <summary>The four real processes, started once for all tests.</summary>
public sealed class RunningTaskForce : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("taskforce-test-");
    private LocalTaskForce? _running;

    public LocalTaskForce TaskForce => _running!;

    public async ValueTask InitializeAsync() => _running = await LocalTaskForce.StartAsync(_data.FullName);

    public async ValueTask DisposeAsync()
    {
        await TaskForce.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
