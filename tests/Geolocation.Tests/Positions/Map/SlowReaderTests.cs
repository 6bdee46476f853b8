using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using TaskForce.Client;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;
using WatchCall = Grpc.Core.AsyncServerStreamingCall<TaskForce.Geolocation.V1.PositionEvent>;

namespace TaskForce.Geolocation.Tests.Positions.Map;

/// <summary>A reader of a map that does not read, over a real connection with its flow control.</summary>
public sealed class SlowReaderTests : IDisposable
{
    private const int Subjects = 4000;
    private const int Rounds = 25;

    // So that an event that never comes fails the test instead of hanging it.
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(2));

    private CancellationToken Cancellation => _limit.Token;

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task WatchPositions_MapThatIsNotRead_HoldsUpNobodyAndIsThenToldWhatIsNewest()
    {
        await using var app = new GeolocationApp();
        app.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, options => options.Protocols = HttpProtocols.Http2));
        app.StartServer();
        await MoveAsync(app, 0);
        using var idle = Open(app);
        using var busy = Open(app);
        using var slow = Watch(idle);
        using var quick = Watch(busy);
        await slow.ResponseHeadersAsync;
        var (map, told) = (new PositionMap(), 0);
        Assert.Equal(Subjects, await ReadBeginningAsync(quick, map));

        for (var round = 1; round <= Rounds; round++)
        {
            await MoveAsync(app, round);
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            while (!map.Subjects.Values.All(subject => subject.EventTime == TimeOf(round)))
            {
                Assert.True(await quick.ResponseStream.MoveNext(Cancellation));
                told += map.Apply(quick.ResponseStream.Current).Count;
            }
        }

        Assert.Equal(Rounds * Subjects, told);

        // What was under way when it stopped reading is all that waits for it; whatever is made up after that is of now.
        var late = new PositionMap();
        Assert.Equal(Subjects, await ReadBeginningAsync(slow, late));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var behind = 0;
        while (!late.Subjects.Values.All(subject => subject.EventTime == TimeOf(Rounds)))
        {
            Assert.True(await slow.ResponseStream.MoveNext(Cancellation));
            behind += late.Apply(slow.ResponseStream.Current).Count;
        }

        Assert.InRange(behind, 1, Subjects);
    }

    private static DateTimeOffset TimeOf(int round) => Noon.AddSeconds(-100 + round);

    private static async Task MoveAsync(GeolocationApp app, int round)
    {
        await app.ReportAsync([.. Enumerable.Range(0, Subjects).Select(i => Report($"assets/some-unit-with-a-long-name-{i:0000}", -100 + round, 30 + (round * 0.01)))]);
        await app.ReportAsync();
    }

    private async Task<int> ReadBeginningAsync(WatchCall watch, PositionMap map)
    {
        var told = 0;
        while (await watch.ResponseStream.MoveNext(Cancellation) && watch.ResponseStream.Current.Type != EventType.Heartbeat)
        {
            told += map.Apply(watch.ResponseStream.Current).Count;
        }

        return told;
    }

    private static GrpcChannel Open(GeolocationApp app) => GrpcChannel.ForAddress(app.ClientOptions.BaseAddress);

    private WatchCall Watch(GrpcChannel channel) => new V1.PositionService.PositionServiceClient(channel).WatchPositions(
        new() { View = new() { Zoom = 12 } }, new Metadata { { "authorization", $"Bearer {TestIdentity.Token("dispatcher.de")}" } }, cancellationToken: Cancellation);
}
