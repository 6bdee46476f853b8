using System.Runtime.CompilerServices;
using Google.Protobuf.WellKnownTypes;
using EventType = TaskForce.Tasking.V1.MissionEvent.Types.Type;

namespace TaskForce.Cli.Tests.Gateway;

/// <summary>Missions and their orders in memory, and the log of what happened to them. Thread safe.</summary>
public sealed class Board
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Tasking.V1.Mission> _missions = [];
    private readonly List<Tasking.V1.MissionEvent> _log = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<Tasking.V1.Mission> Missions
    {
        get
        {
            lock (_lock)
            {
                return [.. _missions.Values.Select(mission => mission.Clone())];
            }
        }
    }

    public Tasking.V1.Mission? Find(string name) => Missions.FirstOrDefault(mission => mission.Name == name);

    /// <summary>Changes a mission and notes it.</summary>
    public Tasking.V1.Mission Change(string name, EventType type, string actor, Action<Tasking.V1.Mission> change, Func<Tasking.V1.Mission, Tasking.V1.Order>? order = null)
    {
        lock (_lock)
        {
            var mission = _missions.TryGetValue(name, out var known) ? known : _missions[name] = new() { Name = name };
            change(mission);
            _log.Add(new()
            {
                Sequence = _log.Count + 1,
                Time = TimeProvider.System.GetUtcNow().ToTimestamp(),
                Type = type,
                Actor = actor,
                Mission = mission.Clone(),
                Order = order?.Invoke(mission).Clone(),
            });
            _more.SetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return mission.Clone();
        }
    }

    /// <summary>The log after a sequence, and then as it grows.</summary>
    public async IAsyncEnumerable<Tasking.V1.MissionEvent> ReadAsync(long after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            List<Tasking.V1.MissionEvent> news;
            Task more;
            lock (_lock)
            {
                news = [.. _log.Skip((int)after)];
                more = _more.Task;
            }

            foreach (var change in news)
            {
                yield return change;
                after = change.Sequence;
            }

            await more.WaitAsync(cancellation);
        }
    }
}
