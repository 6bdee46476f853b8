using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using TaskForce.Client;

namespace TaskForce.ReconnectStorm;

/// <summary>Somebody who only wants to see the missions, ten times a second, whether or not the last answer has come.</summary>
internal sealed class Bystander : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<(long Began, TimeSpan Took, StatusCode Code)> _calls = [];
    private readonly TaskForceConnection _connection;
    private readonly Task _asking;

    public Bystander(TaskForceConnection connection)
    {
        _connection = connection;
        _asking = AskAsync();
    }

    /// <summary>What became of the calls made since a timestamp; those still under way are not among them.</summary>
    public (IReadOnlyCollection<TimeSpan> Answered, int Failed) Since(long timestamp)
    {
        var calls = _calls.Where(call => call.Began >= timestamp).ToList();
        return ([.. calls.Where(call => call.Code == StatusCode.OK).Select(call => call.Took)], calls.Count(call => call.Code != StatusCode.OK));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _asking;
        _connection.Dispose();
        _end.Dispose();
    }

    private async Task AskAsync()
    {
        using var ticks = new PeriodicTimer(Interval);
        var calls = new List<Task>();
        try
        {
            while (await ticks.WaitForNextTickAsync(_end.Token))
            {
                calls.Add(ListAsync());
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(calls);
        }
    }

    private async Task ListAsync()
    {
        var (began, code) = (Stopwatch.GetTimestamp(), StatusCode.OK);
        try
        {
            await _connection.Missions.ListMissionsAsync(new() { PageSize = 10 });
        }
        catch (RpcException fault)
        {
            code = fault.StatusCode;
        }

        _calls.Add((began, Stopwatch.GetElapsedTime(began), code));
    }
}
