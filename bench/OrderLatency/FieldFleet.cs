using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using TaskForce.Client;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.OrderLatency;

/// <summary>Field units, each with a connection and an identity of its own, that note when an order comes.</summary>
internal sealed class FieldFleet : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _awaited = [];
    private readonly List<TaskForceConnection> _connections = [];
    private readonly List<Task> _streams = [];

    /// <summary>The members that are connected.</summary>
    public HashSet<string> Members { get; } = [];

    /// <summary>Connects all and waits until each stream has shown that it lives.</summary>
    public static async Task<FieldFleet> ConnectAsync(LocalTaskForce stack, IEnumerable<string> members)
    {
        var fleet = new FieldFleet();
        var alive = members.Select(member => fleet.Connect(stack, member)).ToList();
        await Task.WhenAll(alive);
        return fleet;
    }

    /// <summary>When the next deploy order reaches a member, as a timestamp; ask before it is given.</summary>
    public Task<long> NextOrderAsync(string member) =>
        (_awaited[member] = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_streams).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _connections.ForEach(connection => connection.Dispose());
        _end.Dispose();
    }

    private Task Connect(LocalTaskForce stack, string member)
    {
        var connection = stack.Connect($"field:{member}");
        var alive = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Members.Add(member);
        _connections.Add(connection);
        _streams.Add(ReceiveAsync(connection, member, alive));
        return alive.Task;
    }

    private async Task ReceiveAsync(TaskForceConnection connection, string member, TaskCompletionSource alive)
    {
        using var orders = connection.Field.ReceiveOrders(new() { Device = "bench" }, cancellationToken: _end.Token);
        await foreach (var change in orders.ResponseStream.ReadAllAsync(_end.Token))
        {
            var now = Stopwatch.GetTimestamp();
            if (change.Type == OrderEvent.Types.Type.Heartbeat)
            {
                alive.TrySetResult();
            }
            else if (change.Type == OrderEvent.Types.Type.Issued && change.Order.Kind == Order.Types.Kind.Deploy && _awaited.TryRemove(member, out var awaited))
            {
                awaited.SetResult(now);
            }
        }
    }
}
