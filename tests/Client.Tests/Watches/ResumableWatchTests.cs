using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using static TaskForce.Tasking.V1.HotspotEvent.Types;

namespace TaskForce.Client.Tests.Watches;

public sealed class ResumableWatchTests(FakeServer server) : IClassFixture<FakeServer>
{
    private readonly ConcurrentQueue<long> _asked = [];

    [Fact]
    public async Task ReadAsync_StreamsThatBreak_GoesOnWithoutGapOrDuplicate()
    {
        Play(async (call, after, stream) =>
        {
            await SendAsync(stream, after + 1, after + 2);
            throw call % 2 == 0 ? new RpcException(new Status(StatusCode.Unavailable, "cut")) : new InvalidOperationException("bug");
        });

        var events = await server.Connect().WatchHotspots().ReadAsync(0).TakeAsync(6);

        Assert.Equal([1, 2, 3, 4, 5, 6], events.Select(change => change.Sequence));
        Assert.Equal([0, 2, 4], _asked);
    }

    [Fact]
    public async Task ReadAsync_StreamThatEnds_IsOpenedAgain()
    {
        Play((_, after, stream) => SendAsync(stream, after + 1));

        var events = await server.Connect().WatchHotspots().ReadAsync(7).TakeAsync(2);

        Assert.Equal([8, 9], events.Select(change => change.Sequence));
    }

    [Fact]
    public async Task ReadAsync_ServerSendsSeenEventsAgain_LeavesThemOut()
    {
        Play((call, _, stream) => call == 0 ? SendAsync(stream, 1, 2) : SendAsync(stream, 1, 2, 3));

        var events = await server.Connect().WatchHotspots().ReadAsync(0).TakeAsync(3);

        Assert.Equal([1, 2, 3], events.Select(change => change.Sequence));
    }

    [Fact]
    public async Task ReadAsync_EventsBesideTheLog_AreShownThoughTheirSequenceWasSeen()
    {
        Play(async (_, after, stream) =>
        {
            await SendAsync(stream, after + 1);
            await stream.WriteAsync(new() { Sequence = after + 1, Type = Tasking.V1.HotspotEvent.Types.Type.Closed });
            throw new RpcException(new Status(StatusCode.Unavailable, "cut"));
        });
        var connection = server.Connect();
        var watch = new ResumableWatch<Tasking.V1.HotspotEvent>(
            after => connection.Hotspots.WatchHotspots(new() { After = after }),
            change => new(change.Sequence, false) { IsBesideLog = change.Type == Tasking.V1.HotspotEvent.Types.Type.Closed });

        Assert.Equal([1, 1, 2, 2], (await watch.ReadAsync(0).TakeAsync(4)).Select(change => change.Sequence));
        Assert.Equal([0, 1], _asked);
    }

    [Fact]
    public async Task ReadAsync_ServerBeginsAnew_GoesOnFromWhatWasSeenSince()
    {
        Play(async (call, _, stream) =>
        {
            await stream.WriteAsync(new() { Sequence = call == 1 ? 0 : 50 + call, Type = call == 1 ? Tasking.V1.HotspotEvent.Types.Type.Closed : Tasking.V1.HotspotEvent.Types.Type.Created });
            throw new RpcException(new Status(StatusCode.Unavailable, "cut"));
        });
        var connection = server.Connect();
        var watch = new ResumableWatch<Tasking.V1.HotspotEvent>(
            after => connection.Hotspots.WatchHotspots(new() { After = after }),
            change => new(change.Sequence, false) { IsBesideLog = true, BeginsAnew = change.Type == Tasking.V1.HotspotEvent.Types.Type.Closed });

        Assert.Equal([50, 0, 52], (await watch.ReadAsync(0).TakeAsync(3)).Select(change => change.Sequence));
        Assert.Equal([0, 50, 0], _asked);
    }

    [Fact]
    public async Task ReadAsync_Heartbeats_AreNotShownButMoveTheCursor()
    {
        Play(async (call, _, stream) => await (call == 0
            ? stream.WriteAsync(new() { Sequence = 40, Type = Tasking.V1.HotspotEvent.Types.Type.Heartbeat })
            : SendAsync(stream, 41)));

        var events = await server.Connect().WatchHotspots().ReadAsync(0).TakeAsync(1);

        Assert.Equal(41, Assert.Single(events).Sequence);
        Assert.Equal([0, 40], _asked);
    }

    [Fact]
    public async Task ReadAsync_SilenceOfMoreThanThirtySeconds_IsTakenForDead()
    {
        var clock = new FakeTimeProvider();
        var lost = new ConcurrentQueue<string>();
        server.OnWatch = async (after, stream, cancellation) =>
        {
            _asked.Enqueue(after);
            await SendAsync(stream, after + 1);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        };

        var reading = Watch(clock, lost.Enqueue).ReadAsync(0).TakeAsync(2);
        while (!reading.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }

        Assert.Equal([1, 2], (await reading).Select(change => change.Sequence));
        Assert.Contains("nothing was heard for 30 s", lost);
    }

    [Fact]
    public async Task ReadAsync_SilenceWithHeartbeats_IsAlive()
    {
        var clock = new FakeTimeProvider();
        var lost = new ConcurrentQueue<string>();
        var beats = System.Threading.Channels.Channel.CreateUnbounded<long>();
        server.OnWatch = async (after, stream, cancellation) =>
        {
            _asked.Enqueue(after);
            await foreach (var sequence in beats.Reader.ReadAllAsync(cancellation))
            {
                await stream.WriteAsync(new() { Sequence = sequence, Type = sequence == 9 ? Tasking.V1.HotspotEvent.Types.Type.Updated : Tasking.V1.HotspotEvent.Types.Type.Heartbeat }, cancellation);
            }
        };
        var heard = System.Threading.Channels.Channel.CreateUnbounded<long>();
        var watch = Watch(clock, lost.Enqueue, heard);

        var reading = watch.ReadAsync(0).TakeAsync(1);
        foreach (var sequence in new long[] { 1, 2, 3, 4, 5 })
        {
            beats.Writer.TryWrite(sequence);
            Assert.Equal(sequence, await heard.NextAsync());
            clock.Advance(TimeSpan.FromSeconds(10));
        }

        beats.Writer.TryWrite(9);
        Assert.Equal(9, Assert.Single(await reading).Sequence);
        Assert.Empty(lost);
        Assert.Single(_asked);
    }

    [Fact]
    public async Task ReadAsync_SlowReader_IsNotTakenForASilentServer()
    {
        var clock = new FakeTimeProvider();
        var lost = new ConcurrentQueue<string>();
        Play(async (_, after, stream) =>
        {
            await SendAsync(stream, after + 1, after + 2);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, TestContext.Current.CancellationToken);
        });
        await using var reader = Watch(clock, lost.Enqueue).ReadAsync(0).GetAsyncEnumerator();

        Assert.True(await reader.MoveNextAsync().AsTask().InTime());
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True(await reader.MoveNextAsync().AsTask().InTime());

        Assert.Equal(2, reader.Current.Sequence);
        Assert.Empty(lost);
    }

    [Theory]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.OutOfRange)]
    [InlineData(StatusCode.InvalidArgument)]
    public async Task ReadAsync_Refused_EndsAndSaysWhy(StatusCode code)
    {
        Play((_, _, _) => throw new RpcException(new Status(code, "no")));

        var refusal = await Assert.ThrowsAsync<TaskForceException>(() => server.Connect().WatchHotspots().ReadAsync(0).TakeAsync(1));

        Assert.Equal((code, "no"), (refusal.Code, refusal.Message));
    }

    [Fact]
    public async Task ReadAsync_ServerSaysWhenToTryAgain_WaitsAtLeastThatLong()
    {
        var waits = new ConcurrentQueue<LinkChange>();
        var busy = new Google.Rpc.Status
        {
            Code = (int)StatusCode.ResourceExhausted,
            Details = { Any.Pack(new Google.Rpc.RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) }) },
        };
        Play((call, after, stream) => call == 0 ? throw busy.ToRpcException() : SendAsync(stream, after + 1));

        await server.Connect().WatchHotspots(linkChanged: waits.Enqueue).ReadAsync(0).TakeAsync(1);

        Assert.True(waits.First().RetryIn > TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task ReadAsync_TokenRefused_TriesOnceWithAnother()
    {
        var tokens = 0;
        using var bearer = new BearerTokens((_, _) => Task.FromResult(new BearerToken($"{++tokens}", DateTimeOffset.MaxValue)));
        Play((call, after, stream) => call == 0 ? throw new RpcException(new Status(StatusCode.Unauthenticated, "old")) : SendAsync(stream, after + 1));

        var events = await server.Connect(bearer).WatchHotspots().ReadAsync(0).TakeAsync(1);

        Assert.Equal((1, 2), (events.Count, tokens));
    }

    [Fact]
    public async Task ReadAsync_LogDoesNotGoOn_StartsAfreshFromTheNewList()
    {
        Play((call, after, stream) => call switch
        {
            0 => SendAsync(stream, 41),
            1 => throw new RpcException(new Status(StatusCode.OutOfRange, "truncated")),
            _ => SendAsync(stream, after + 1),
        });

        var events = await server.Connect().WatchHotspots(startAfresh: _ => Task.FromResult(7L)).ReadAsync(40).TakeAsync(2);

        Assert.Equal([41, 8], events.Select(change => change.Sequence));
        Assert.Equal([40, 41, 7], _asked);
    }

    [Fact]
    public async Task ReadAsync_LogDoesNotGoOnAndNobodyCanList_EndsWithTheRefusal()
    {
        Play((_, _, _) => throw new RpcException(new Status(StatusCode.OutOfRange, "truncated")));

        var refusal = await Assert.ThrowsAsync<TaskForceException>(() => server.Connect().WatchHotspots().ReadAsync(40).TakeAsync(1));

        Assert.Equal(StatusCode.OutOfRange, refusal.Code);
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Ends()
    {
        using var stop = new CancellationTokenSource();
        var opened = new TaskCompletionSource();
        server.OnWatch = (_, _, cancellation) =>
        {
            opened.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        };

        var reading = server.Connect().WatchHotspots().ReadAsync(0, stop.Token).TakeAsync(1);
        await opened.Task.InTime();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.InTime());
    }

    private ResumableWatch<Tasking.V1.HotspotEvent> Watch(
        TimeProvider clock, Action<string> lost, System.Threading.Channels.Channel<long>? heard = null)
    {
        var connection = server.Connect();
        return new(after => connection.Hotspots.WatchHotspots(new() { After = after }), change =>
        {
            heard?.Writer.TryWrite(change.Sequence);
            return new(change.Sequence, change.Type == Tasking.V1.HotspotEvent.Types.Type.Heartbeat);
        })
        {
            Clock = clock,
            LinkChanged = link =>
            {
                if (!link.IsUp)
                {
                    lost(link.Reason);
                }
            },
        };
    }

    // The number of the call, the cursor it asked with, and its stream.
    private void Play(Func<int, long, IServerStreamWriter<Tasking.V1.HotspotEvent>, Task> play) => server.OnWatch = (after, stream, _) =>
    {
        _asked.Enqueue(after);
        return play(_asked.Count - 1, after, stream);
    };

    private static async Task SendAsync(IServerStreamWriter<Tasking.V1.HotspotEvent> stream, params long[] sequences)
    {
        foreach (var sequence in sequences)
        {
            await stream.WriteAsync(new() { Sequence = sequence, Type = Tasking.V1.HotspotEvent.Types.Type.Updated });
        }
    }
}
