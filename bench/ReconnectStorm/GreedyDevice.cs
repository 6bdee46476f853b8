using System.Collections.Concurrent;
using Grpc.Core;
using TaskForce.Client;
using TaskForce.Tasking.V1;

namespace TaskForce.ReconnectStorm;

/// <summary>One identity that opens stream after stream, 240 in two seconds and on, and never gives one up.</summary>
internal sealed class GreedyDevice : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);

    private const int PerTick = 3;

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, int> _ends = [];
    private readonly TaskForceConnection[] _connections;
    private readonly Func<int, string> _nameOf;
    private readonly Task _opening;
    private int _open;

    /// <param name="connections">What it opens its streams on, in turn.</param>
    /// <param name="nameOf">Which device the nth stream says it is.</param>
    public GreedyDevice(IEnumerable<TaskForceConnection> connections, Func<int, string> nameOf)
    {
        (_connections, _nameOf) = ([.. connections], nameOf);
        _opening = OpenAsync();
    }

    /// <summary>How many streams were asked for.</summary>
    public int Asked { get; private set; }

    /// <summary>The most that were alive at once.</summary>
    public int MostOpen { get; private set; }

    /// <summary>How the others ended, and how often.</summary>
    public string Ends => string.Join(", ", _ends.OrderByDescending(end => end.Value).Select(end => $"{end.Value} {end.Key}"));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _opening;
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }

        _end.Dispose();
    }

    private async Task OpenAsync()
    {
        using var ticks = new PeriodicTimer(Tick);
        var streams = new List<Task>();
        try
        {
            while (await ticks.WaitForNextTickAsync(_end.Token))
            {
                streams.AddRange(Enumerable.Range(0, PerTick).Select(_ => ReadAsync(Asked++)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(streams);
        }
    }

    private async Task ReadAsync(int number)
    {
        var isOpen = false;
        try
        {
            using var orders = _connections[number % _connections.Length].Field.ReceiveOrders(new() { Device = _nameOf(number) }, cancellationToken: _end.Token);
            while (await orders.ResponseStream.MoveNext(_end.Token))
            {
                isOpen = isOpen || Count(Interlocked.Increment(ref _open));
            }
        }
        catch (RpcException fault) when (!_end.IsCancellationRequested)
        {
            _ends.AddOrUpdate($"{fault.StatusCode} {TaskForceException.From(fault).Reason}", 1, (_, count) => count + 1);
        }
        catch (Exception over) when (over is RpcException or OperationCanceledException)
        {
            return;
        }
        finally
        {
            Interlocked.Add(ref _open, isOpen ? -1 : 0);
        }
    }

    private bool Count(int open)
    {
        MostOpen = Math.Max(MostOpen, open);
        return true;
    }
}
