using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using TaskForce.Tasking.V1;

namespace TaskForce.Partners.Tests;

/// <summary>A tasking service whose log of hotspots the test writes, and in which it hides what may not be seen any more.</summary>
public sealed class FakeTasking : HotspotService.HotspotServiceBase
{
    private readonly Lock _gate = new();
    private readonly List<HotspotEvent> _log = [];
    private readonly List<Channel<HotspotEvent>> _watchers = [];
    private readonly HashSet<long> _hidden = [];

    /// <summary>The metadata of each watch and list, by key.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> Asked { get; } = [];

    /// <summary>Where the log begins: a cursor before it is refused.</summary>
    public long Start { get; set; }

    /// <summary>A hotspot changes; the sequence.</summary>
    public long Change(string hotspot, HotspotEvent.Types.Type type = HotspotEvent.Types.Type.Updated, string nation = "MA")
    {
        lock (_gate)
        {
            var change = new HotspotEvent
            {
                Sequence = _log.Count + 1,
                Type = type,
                Time = new DateTime(2030, 1, 31, 12, 0, 0, DateTimeKind.Utc).ToTimestamp(),
                Hotspot = new() { Name = $"hotspots/{hotspot}", HostNation = nation },
                Actor = "dispatcher.ma",
            };
            _log.Add(change);
            _watchers.ForEach(watcher => watcher.Writer.TryWrite(change));
            return change.Sequence;
        }
    }

    /// <summary>Nobody may see an event any more.</summary>
    public void Hide(long sequence)
    {
        lock (_gate)
        {
            _hidden.Add(sequence);
        }
    }

    public override Task<ListHotspotsResponse> ListHotspots(ListHotspotsRequest request, ServerCallContext context)
    {
        Note(context);
        lock (_gate)
        {
            return Task.FromResult(new ListHotspotsResponse { Sequence = _log.Count });
        }
    }

    public override async Task WatchHotspots(WatchHotspotsRequest request, IServerStreamWriter<HotspotEvent> responseStream, ServerCallContext context)
    {
        Note(context);
        if (request.After > 0 && request.After < Start)
        {
            throw new RpcException(new Status(StatusCode.OutOfRange, "LOG_TRUNCATED"));
        }

        var (events, missed) = (Channel.CreateUnbounded<HotspotEvent>(), new List<HotspotEvent>());
        lock (_gate)
        {
            missed.AddRange(_log.Where(change => change.Sequence > request.After && !_hidden.Contains(change.Sequence)));
            _watchers.Add(events);
        }

        foreach (var change in missed)
        {
            await responseStream.WriteAsync(change);
        }

        await responseStream.WriteAsync(new() { Type = HotspotEvent.Types.Type.Heartbeat, Sequence = missed.LastOrDefault()?.Sequence ?? request.After });
        await foreach (var change in events.Reader.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(change);
        }
    }

    private void Note(ServerCallContext context) =>
        Asked.Enqueue(context.GetHttpContext().Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()));
}
