using TaskForce.Client;
using TaskForce.Roster.V1;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.Faults.Load;

/// <summary>Watches missions and teams from the beginning of their logs, through every break.</summary>
internal sealed class Watcher : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<MissionEvent> _missions = [];
    private readonly List<TeamEvent> _teams = [];
    private readonly TaskForceConnection _connection;
    private readonly Task _work;

    public Watcher(ITaskForce stack, string profile)
    {
        _connection = stack.Connect(profile);
        _work = Task.WhenAll(CollectAsync(_connection.WatchMissions(), _missions), CollectAsync(_connection.WatchTeams(), _teams));
    }

    public IReadOnlyList<MissionEvent> Missions => Copy(_missions);

    public IReadOnlyList<TeamEvent> Teams => Copy(_teams);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _connection.Dispose();
        _stop.Dispose();
    }

    private async Task CollectAsync<TEvent>(ResumableWatch<TEvent> watch, List<TEvent> seen) where TEvent : class
    {
        await foreach (var change in watch.ReadAsync(0, _stop.Token))
        {
            lock (seen)
            {
                seen.Add(change);
            }
        }
    }

    private static List<TEvent> Copy<TEvent>(List<TEvent> seen)
    {
        lock (seen)
        {
            return [.. seen];
        }
    }
}
