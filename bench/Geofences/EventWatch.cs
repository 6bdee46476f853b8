using System.Collections.Concurrent;
using TaskForce.Client;
using TaskForce.Geolocation.V1;

namespace TaskForce.Geofences;

/// <summary>Counts the events that a watch brings, and says when that of a mark has come.</summary>
internal sealed class EventWatch : IAsyncDisposable
{
    public const string Mark = "mark-fence";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _marks = [];
    private readonly Task _reading;
    private int _count;
    private int _retracted;

    public EventWatch(TaskForceConnection dispatcher) => _reading = ReadAsync(dispatcher);

    /// <summary>How many have come, and how many of them took one back.</summary>
    public (int All, int Retracted) Count => (_count, _retracted);

    /// <summary>Sees each event as it comes.</summary>
    public Action<GeofenceEvent>? Seen { get; set; }

    public Task UntilAsync(string mark) => _marks.GetOrAdd(mark, _ => new()).Task.WaitAsync(Patience, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task ReadAsync(TaskForceConnection dispatcher)
    {
        await foreach (var change in dispatcher.WatchGeofenceEvents().ReadAsync(0, _end.Token))
        {
            if (change.Geofence == $"geofences/{Mark}")
            {
                _marks.GetOrAdd(change.Subject, _ => new()).TrySetResult();
                continue;
            }

            _count++;
            _retracted += change.Type == GeofenceEvent.Types.Type.Retracted ? 1 : 0;
            Seen?.Invoke(change);
        }
    }
}
