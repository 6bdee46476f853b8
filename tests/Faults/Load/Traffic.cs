using Google.Protobuf.WellKnownTypes;
using TaskForce.Client;
using TaskForce.Faults.Histories;
using TaskForce.Geolocation.V1;
using TaskForce.Testing;

namespace TaskForce.Faults.Load;

/// <summary>Vehicles that report where they are, each one position after another, and two who watch them from the beginning, through every break.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private const int Vehicles = 8;

    private static readonly string[] Profiles = ["partner.demo", "dispatcher.de", "commander.de"];

    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly History _history;
    private readonly TaskForceConnection[] _connections;
    private readonly List<PositionEvent>[] _seen = [[], []];
    private readonly PositionSender _sender;
    private readonly Task _watching;
    private readonly Task _driving;
    private readonly DateTimeOffset _began = TimeProvider.System.GetUtcNow().AddHours(-6);

    public Traffic(ITaskForce stack, History history)
    {
        _history = history;
        _connections = [.. Profiles.Select(stack.Connect)];
        _sender = PositionSender.Start(_connections[0]);
        _watching = Task.WhenAll(_connections.Skip(1).Zip(_seen, (desk, seen) => WatchAsync(desk, seen, _stop.Token)));
        _driving = DriveAsync();
    }

    /// <summary>How many positions the slower of the two has seen.</summary>
    public int Seen => _seen.Min(Count);

    /// <summary>Waits until so many more were seen by both.</summary>
    public async Task UntilSeenAsync(int more, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(TimeSpan.FromMinutes(3));
        for (var enough = Seen + more; Seen < enough;)
        {
            if (_driving.IsCompleted || _watching.IsCompleted)
            {
                await await Task.WhenAny(_driving, _watching);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, bound.Token);
        }
    }

    /// <summary>Ends with the last answer.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        await _end.CancelAsync();
        await _driving.WaitAsync(cancellation);
    }

    /// <summary>Writes down what was seen so far.</summary>
    public void Look(History history)
    {
        history.Positions.Clear();
        history.Positions.AddRange(_seen.Select((seen, i) => new Watched<PositionEvent>($"desk {i}", Copy(seen))));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _stop.CancelAsync();
        await _sender.DisposeAsync();
        await Task.WhenAll(_watching, _driving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Array.ForEach(_connections, connection => connection.Dispose());
        _end.Dispose();
        _stop.Dispose();
    }

    // Who begins to watch is told only the last position of each: the vehicles wait until somebody's has come to both.
    private async Task DriveAsync()
    {
        for (var round = 0; Seen == 0; round++)
        {
            await _sender.SendAsync(At("assets/traffic-ahead", round, Vehicles), _stop.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, _stop.Token);
        }

        await Task.WhenAll(Enumerable.Range(0, Vehicles).Select(DriveAsync));
    }

    private PositionReport At(string subject, int round, int lane) => new()
    {
        Subject = subject,
        Location = new() { Latitude = 35 + (lane * 0.01), Longitude = -5 + (round * 0.0001) },
        EventTime = _began.AddSeconds(round).ToTimestamp(),
    };

    private async Task DriveAsync(int vehicle)
    {
        for (var round = 0; !_end.IsCancellationRequested; round++)
        {
            var report = At($"assets/traffic-{vehicle:00}", round, vehicle);
            var outcome = await _sender.SendAsync(report, _stop.Token);
            _history.Reports.Enqueue(new(report, outcome.Code));
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, _stop.Token);
        }
    }

    private static async Task WatchAsync(TaskForceConnection desk, List<PositionEvent> seen, CancellationToken stop)
    {
        await foreach (var change in desk.WatchPositions().ReadAsync(0, stop))
        {
            lock (seen)
            {
                seen.Add(change);
            }
        }
    }

    private static int Count(List<PositionEvent> seen)
    {
        lock (seen)
        {
            return seen.Count;
        }
    }

    private static List<PositionEvent> Copy(List<PositionEvent> seen)
    {
        lock (seen)
        {
            return [.. seen];
        }
    }
}
