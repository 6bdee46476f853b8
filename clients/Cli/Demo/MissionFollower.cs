using TaskForce.Client;
using TaskForce.Tasking.V1;

namespace TaskForce.Cli.Demo;

/// <summary>Knows how far one mission is, as a command centre sees it, and lets others wait for more.</summary>
internal sealed class MissionFollower(Action<Mission> changed)
{
    private volatile TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Mission? _latest;

    /// <summary>Follows until the mission has ended.</summary>
    public async Task RunAsync(TaskForceConnection connection, string mission, CancellationToken cancellation)
    {
        try
        {
            await foreach (var change in connection.WatchMissions(new() { Mission = mission }).ReadAsync(0, cancellation))
            {
                _latest = change.Mission;
                changed(change.Mission);
                Interlocked.Exchange(ref _change, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
                if (change.Mission.EndTime is not null)
                {
                    return;
                }
            }
        }
        catch (TaskForceException refusal)
        {
            _change.TrySetException(refusal);
        }
    }

    /// <summary>Waits until the mission is as far as asked.</summary>
    public async Task<Mission> UntilAsync(Func<Mission, bool> reached, CancellationToken cancellation)
    {
        while (true)
        {
            var change = _change.Task;
            if (_latest is { } mission && reached(mission))
            {
                return mission;
            }

            await change.WaitAsync(cancellation);
        }
    }
}
