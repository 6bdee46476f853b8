using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using TaskForce.Client;
using TaskForce.Tasking.V1;

namespace TaskForce.ReconnectStorm;

/// <summary>
/// What a field unit is to the servers: a connection, an identity and a resumable stream of its own, and an answer for each order. Unlike a
/// real one it keeps its orders and its cursor in memory.
/// </summary>
internal sealed class Device : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly TaskForceConnection _connection;
    private readonly string _member;
    private readonly ConcurrentDictionary<string, int> _orders = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _awaited = [];
    private readonly Task _reading;
    private volatile TaskCompletionSource<long> _up = Signal();

    public Device(TaskForceConnection connection, string member)
    {
        (_connection, _member) = (connection, member);
        _reading = Task.Run(ReceiveAsync);
    }

    /// <summary>When the server was last heard again, as a timestamp.</summary>
    public Task<long> Up => _up.Task;

    /// <summary>How often the stream was lost.</summary>
    public int Losses { get; private set; }

    /// <summary>How often a stream ended or was not to be had.</summary>
    public int Tries { get; private set; }

    /// <summary>The orders to go somewhere, and how often each came as new.</summary>
    public IReadOnlyDictionary<string, int> Orders => _orders;

    /// <summary>When an order comes, as a timestamp.</summary>
    public Task<long> OrderAsync(string mission) => Awaited(mission).Task;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _connection.Dispose();
        _end.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var watch = new ResumableWatch<OrderEvent>(
            after => _connection.Field.ReceiveOrders(new() { After = after, Device = $"device-{_member}" }),
            change => new(change.Sequence, change.Type == OrderEvent.Types.Type.Heartbeat))
        { LinkChanged = Note, RefuseToken = _connection.RefuseToken };
        await foreach (var change in watch.ReadAsync(0, _end.Token))
        {
            if (change.Type == OrderEvent.Types.Type.Issued && change.Order.Kind == Order.Types.Kind.Deploy)
            {
                _orders.AddOrUpdate(change.Order.Name, 1, (_, count) => count + 1);
                Awaited(change.Order.Name.Split("/orders/")[0]).TrySetResult(Stopwatch.GetTimestamp());
                _ = AcknowledgeAsync(change.Order.Name);
            }
        }
    }

    private void Note(LinkChange change)
    {
        Tries += change.IsUp ? 0 : 1;
        if (change.IsUp)
        {
            _up.TrySetResult(Stopwatch.GetTimestamp());
        }
        else if (_up.Task.IsCompleted)
        {
            Losses++;
            _up = Signal();
        }
    }

    // One that does not get through would be sent again by a real device; here the orders are what is counted.
    private async Task AcknowledgeAsync(string order)
    {
        try
        {
            await _connection.Field.AcknowledgeOrderAsync(
                new() { Name = order, Rung = Order.Types.Rung.Stored, Device = $"device-{_member}", DeviceTime = new() }, cancellationToken: _end.Token);
        }
        catch (RpcException)
        {
            return;
        }
    }

    private TaskCompletionSource<long> Awaited(string mission) => _awaited.GetOrAdd(mission, _ => Signal());

    private static TaskCompletionSource<long> Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
