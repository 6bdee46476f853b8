using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using TaskForce.Client;
using TaskForce.Geolocation.V1;
using TaskForce.Tasking.V1;
using TaskForce.Testing.Replicas;
using EventType = TaskForce.Tasking.V1.HotspotEvent.Types.Type;

namespace TaskForce.Faults.Load;

/// <summary>
/// A program with nothing of ours in it, which tries nothing twice: it reads, changes and reports, one call after another, and watches. Whatever fails is written down.
/// </summary>
internal sealed class PlainCaller : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _end = new();
    private readonly GrpcChannel _channel;
    private readonly Metadata _desk;
    private readonly Metadata _partner;
    private readonly string _hotspot;
    private readonly DateTimeOffset _began = TimeProvider.System.GetUtcNow().AddHours(-6);
    private readonly Task _work;
    private int _reports;
    private int _answered;

    private PlainCaller(Uri gateway, string desk, string partner, string hotspot)
    {
        (_channel, _desk, _partner, _hotspot) = (GrpcChannel.ForAddress(gateway), Bearer(desk), Bearer(partner), hotspot);
        _work = Task.WhenAll(AgainAsync(ReadAsync), AgainAsync(ReportAsync), AgainAsync(LookAsync), AgainAsync(CreateAsync), WatchAsync());
    }

    /// <summary>Calls that failed, by method and why.</summary>
    public ConcurrentQueue<string> Failures { get; } = [];

    /// <summary>How each watch ended.</summary>
    public ConcurrentQueue<string> Endings { get; } = [];

    /// <summary>How many calls were answered.</summary>
    public int Answered => _answered;

    /// <summary>The hotspots that were answered for.</summary>
    public ConcurrentQueue<string> Created { get; } = [];

    /// <summary>The hotspots that came by the watch, each as it was created.</summary>
    public ConcurrentQueue<string> Watched { get; } = [];

    public static async Task<PlainCaller> StartAsync(Cluster cluster, string hotspot, CancellationToken cancellation)
    {
        async Task<string> Token(string profile) => (await new ClientCredentials(new Uri(cluster.Http, "demo"), profile).FetchAsync(cancellation)).Text;
        return new(cluster.Grpc, await Token("dispatcher.de"), await Token("partner.demo"), hotspot);
    }

    /// <summary>Ends the calls, and waits until the watch has shown what they made.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        await _end.CancelAsync();
        await _work.WaitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _channel.Dispose();
        _end.Dispose();
    }

    private static Metadata Bearer(string token) => new() { { "authorization", $"Bearer {token}" } };

    // So long that no machine is too busy for it: what is looked for are refusals.
    private static CallOptions Of(Metadata who) => new(who, TimeProvider.System.GetUtcNow().AddMinutes(2).UtcDateTime);

    private async Task AgainAsync(Func<Task> call)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await call();
                Interlocked.Increment(ref _answered);
            }
            catch (RpcException fault)
            {
                Failures.Enqueue($"{call.Method.Name}: {fault.StatusCode} {TaskForceException.From(fault).Reason} {fault.Status.Detail}");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private async Task ReadAsync() => await new HotspotService.HotspotServiceClient(_channel).GetHotspotAsync(new() { Name = _hotspot }, Of(_desk));

    private async Task LookAsync() => await new PositionService.PositionServiceClient(_channel).FindNearestAsync(new() { Location = new() { Latitude = 35, Longitude = -5 } }, Of(_desk));

    private async Task ReportAsync()
    {
        var report = new PositionReport { Subject = "assets/caller", Location = new() { Latitude = 36, Longitude = -5 }, EventTime = _began.AddSeconds(_reports++).ToTimestamp() };
        await new PositionService.PositionServiceClient(_channel).ReportPositionsAsync(new() { Reports = { report } }, Of(_partner));
    }

    private async Task CreateAsync()
    {
        var created = await new HotspotService.HotspotServiceClient(_channel).CreateHotspotAsync(new() { Hotspot = Board.Nador(), RequestId = Guid.NewGuid().ToString() }, Of(_desk));
        Created.Enqueue(created.Name);
    }

    // Goes on after the last sequence at once, whatever has happened, until all that was made has come.
    private async Task WatchAsync()
    {
        var after = 0L;
        while (!_end.IsCancellationRequested || Created.Except(Watched).Any())
        {
            using var call = new HotspotService.HotspotServiceClient(_channel).WatchHotspots(new() { After = after }, new CallOptions(_desk));
            try
            {
                await foreach (var change in call.ResponseStream.ReadAllAsync().TakeWhile(_ => !_end.IsCancellationRequested || Created.Except(Watched).Any()))
                {
                    after = change.Sequence;
                    if (change.Type == EventType.Created)
                    {
                        Watched.Enqueue(change.Hotspot.Name);
                    }
                }
            }
            catch (RpcException end)
            {
                Endings.Enqueue($"{end.StatusCode} {TaskForceException.From(end).Reason}");
            }
        }
    }
}
