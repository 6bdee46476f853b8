using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using TaskForce.Client;
using TaskForce.Testing;
using static TaskForce.Geolocation.Tests.GeolocationApp;
using EventType = TaskForce.Geolocation.V1.PositionEvent.Types.Type;
using WatchCall = Grpc.Core.AsyncServerStreamingCall<TaskForce.Geolocation.V1.PositionEvent>;

namespace TaskForce.Geolocation.Tests.Positions.Map;

/// <summary>The service on ports of its own.</summary>
internal sealed class WiredGeolocationApp : GeolocationApp
{
    public WiredGeolocationApp()
    {
        UseKestrel();
        StartServer();
        // In the order of their names.
        Door = new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>The gRPC door.</summary>
    public Uri Door { get; }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Kestrel:Endpoints:Grpc:Url", "http://127.0.0.1:0");
        builder.UseSetting("Kestrel:Endpoints:Http:Url", "http://127.0.0.1:0");
    }
}

/// <summary>A reader of a map that does not read, over a real connection with its flow control.</summary>
public sealed class SlowReaderTests : IDisposable
{
    private const int Subjects = 4000;
    private const int Rounds = 15;

    // So that an event that never comes fails the test instead of hanging it.
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(2));

    private CancellationToken Cancellation => _limit.Token;

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task WatchPositions_MapThatIsNotRead_HoldsUpNobodyAndIsThenToldWhatIsNewest()
    {
        await using var app = new WiredGeolocationApp();
        await MoveAsync(app, 0);
        using var idle = GrpcChannel.ForAddress(app.Door);
        using var busy = GrpcChannel.ForAddress(app.Door);
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

    private async Task MoveAsync(WiredGeolocationApp app, int round)
    {
        using var channel = GrpcChannel.ForAddress(app.Door);
        var positions = new V1.PositionService.PositionServiceClient(channel);
        var reports = Enumerable.Range(0, Subjects).Select(i => Report($"assets/some-unit-with-a-long-name-{i:0000}", -100 + round, 30 + (round * 0.001)));
        await positions.ReportPositionsAsync(new() { Reports = { reports } }, Headers("partner.de"), cancellationToken: Cancellation);
        // What the log brings back before its own change has ended may be known a moment after the answer; after another change it is.
        await positions.ReportPositionsAsync(new(), Headers("partner.de"), cancellationToken: Cancellation);
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

    private WatchCall Watch(GrpcChannel channel) => new V1.PositionService.PositionServiceClient(channel).WatchPositions(
        new() { View = new() { Zoom = 12 } }, Headers("dispatcher.de"), cancellationToken: Cancellation);

    private static Metadata Headers(string profile) => new() { { "authorization", $"Bearer {TestIdentity.Token(profile)}" } };
}
