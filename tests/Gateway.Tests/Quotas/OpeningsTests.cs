using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TaskForce.Gateway.Quotas;
using TaskForce.Tasking.V1;
using TaskForce.Testing;

namespace TaskForce.Gateway.Tests.Quotas;

public sealed class OpeningsTests
{
    private const int Devices = 200;

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task InTurn_ManyDevicesAtOnce_LetsAFewOpenAndAnyOtherCallPass()
    {
        using var openings = new Openings(_clock);
        var calls = Enumerable.Range(0, Devices).Select(_ => new Call(openings, "/taskforce.tasking.v1.FieldService/ReceiveOrders")).ToList();

        Assert.Equal(Openings.AtOnce, calls.Count(call => call.IsOpening));
        Assert.True(new Call(openings, "/taskforce.tasking.v1.MissionService/ListMissions").IsOpening);

        foreach (var call in calls)
        {
            await call.Opening.WaitAsync(Patience.Limit);
            await call.AnswerAsync();
        }

        Assert.All(calls, call => Assert.False(call.Ended.IsCompleted));
    }

    [Fact]
    public async Task InTurn_DevicesThatComeToNothing_KeepTheOthersForASecondOrTwo()
    {
        using var openings = new Openings(_clock);
        var stuck = Enumerable.Range(0, Openings.AtOnce).Select(_ => new Call(openings, "/taskforce.tasking.v1.FieldService/ReceiveOrders")).ToList();
        var next = new Call(openings, "/taskforce.tasking.v1.FieldService/ReceiveOrders");
        Assert.False(next.IsOpening);

        _clock.Advance(TimeSpan.FromSeconds(2));

        await next.Opening.WaitAsync(Patience.Limit);
        Assert.All(stuck, call => Assert.False(call.Ended.IsCompleted));
    }

    [Fact]
    public async Task InTurn_DeviceGoesWhileItWaits_LeavesItsTurnToTheNext()
    {
        using var openings = new Openings(_clock);
        using var abort = new CancellationTokenSource();
        var first = Enumerable.Range(0, Openings.AtOnce).Select(_ => new Call(openings, "/taskforce.tasking.v1.FieldService/ReceiveOrders")).ToList();
        var gone = new Call(openings, "/taskforce.tasking.v1.FieldService/ReceiveOrders", abort.Token);
        var next = new Call(openings, "/taskforce.tasking.v1.FieldService/ReceiveOrders");

        await abort.CancelAsync();
        await gone.Ended.WaitAsync(Patience.Limit);
        await first[0].AnswerAsync();

        await next.Opening.WaitAsync(Patience.Limit);
        Assert.False(gone.IsOpening);
    }

    [Fact]
    public async Task ReceiveOrders_MoreDevicesThanMayOpenAtOnce_AllAreHeard()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var tasking = new LoopbackServer(services => { }, app => app.MapGrpcService<Field>());
        await tasking.StartAsync();
        await using var gateway = new GatewayApp(upstream, ("Upstreams:Tasking:Grpc", tasking.Grpc.ToString()));

        var devices = await Task.WhenAll(Enumerable.Range(0, Devices).Select(async i =>
            new FieldService.FieldServiceClient(await gateway.AsAsync($"field:de-storm-{i}")).ReceiveOrders(new() { Device = "phone" }, deadline: Patience.Deadline)));

        Assert.All(await Task.WhenAll(devices.Select(device => device.ResponseStream.MoveNext(CancellationToken.None))), Assert.True);
        Array.ForEach(devices, device => device.Dispose());
    }

    /// <summary>A call on its way through, which goes on when its turn has come and is answered when the test says so.</summary>
    private sealed class Call : HttpResponseFeature
    {
        private readonly TaskCompletionSource _opening = new();
        private readonly TaskCompletionSource _end = new();
        private readonly DefaultHttpContext _context = new();
        private readonly List<(Func<object, Task> Callback, object State)> _starting = [];

        public Call(Openings openings, string path, CancellationToken aborted = default)
        {
            _context.Features.Set<IHttpResponseFeature>(this);
            _context.Request.Path = path;
            _context.RequestAborted = aborted;
            Ended = openings.InTurnAsync(_context, _ =>
            {
                _opening.SetResult();
                return _end.Task;
            });
        }

        public Task Opening => _opening.Task;

        public bool IsOpening => Opening.IsCompleted;

        public Task Ended { get; }

        public override void OnStarting(Func<object, Task> callback, object state) => _starting.Add((callback, state));

        public Task AnswerAsync() => Task.WhenAll(_starting.Select(each => each.Callback(each.State)));
    }

    private sealed class Field : FieldService.FieldServiceBase
    {
        public override async Task ReceiveOrders(ReceiveOrdersRequest request, IServerStreamWriter<OrderEvent> responseStream, ServerCallContext context)
        {
            await responseStream.WriteAsync(new() { Type = OrderEvent.Types.Type.Heartbeat });
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
