using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using TaskForce.Geolocation.V1;
using EventType = TaskForce.Geolocation.V1.GeofenceEvent.Types.Type;

namespace TaskForce.Tasking.Tests;

/// <summary>The geofences that a service has drawn, and a log of what they tell, written by the test.</summary>
public sealed class FakeFences
{
    private readonly Lock _gate = new();
    private readonly List<GeofenceEvent> _log = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Those that there are, by name.</summary>
    public ConcurrentDictionary<string, Geofence> All { get; } = [];

    /// <summary>Whether nobody answers.</summary>
    public bool IsAway { get; set; }

    /// <summary>The sequence that the log begins after; a watch from before it is refused, unless it is from 0.</summary>
    public long Start { get; set; }

    /// <summary>What <c>ListGeofenceEvents</c> answers, whatever the log still has.</summary>
    public List<GeofenceEvent> Kept { get; } = [];

    /// <summary>The only fence, once it is drawn and alone.</summary>
    public async Task<Geofence> OneAsync(CancellationToken cancellation, string not = "")
    {
        await UntilAsync(names => names.Count == 1 && !names.Contains(not), cancellation);
        return All.Values.Single();
    }

    /// <summary>Waits until there is no fence.</summary>
    public Task NoneAsync(CancellationToken cancellation) => UntilAsync(names => names.Count == 0, cancellation);

    /// <summary>Waits until the names of the fences are such.</summary>
    public async Task UntilAsync(Func<ICollection<string>, bool> such, CancellationToken cancellation)
    {
        for (var changed = Changed; !such(All.Keys); changed = Changed)
        {
            await changed.WaitAsync(cancellation);
        }
    }

    /// <summary>Tells something at a fence; its name is <c>{fence}/events/{number}</c>.</summary>
    public GeofenceEvent Tell(string fence, int number, EventType type, string subject, DateTimeOffset time, Action<GeofenceEvent>? more = null)
    {
        var told = new GeofenceEvent { Type = type, Geofence = fence, Subject = subject, Name = $"{fence}/events/{number}", EventTime = time.ToTimestamp() };
        more?.Invoke(told);
        lock (_gate)
        {
            told.Sequence = _log.Count + 1;
            _log.Add(told);
        }

        Wake();
        return told;
    }

    internal List<GeofenceEvent> After(long sequence)
    {
        lock (_gate)
        {
            return [.. _log.Skip((int)Math.Max(sequence, Start)).Select(told => told.Clone())];
        }
    }

    internal void Wake() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    internal Task Changed => Volatile.Read(ref _changed).Task;
}

internal sealed class FakeGeofences(FakeFences fences) : GeofenceService.GeofenceServiceBase
{
    public override Task<Geofence> CreateGeofence(CreateGeofenceRequest request, ServerCallContext context)
    {
        MustBeThere();
        request.Geofence.Name = $"geofences/{request.GeofenceId}";
        if (!fences.All.TryAdd(request.Geofence.Name, request.Geofence))
        {
            throw FakePeers.Refuse(Code.AlreadyExists, "GEOFENCE_EXISTS");
        }

        fences.Wake();
        return Task.FromResult(request.Geofence);
    }

    public override Task<Empty> DeleteGeofence(DeleteGeofenceRequest request, ServerCallContext context)
    {
        MustBeThere();
        if (!fences.All.TryRemove(request.Name, out _))
        {
            throw FakePeers.Refuse(Code.NotFound, "GEOFENCE_NOT_FOUND");
        }

        fences.Wake();
        return Task.FromResult(new Empty());
    }

    public override Task<ListGeofencesResponse> ListGeofences(ListGeofencesRequest request, ServerCallContext context)
    {
        MustBeThere();
        var beginning = request.Filter.Geofence.TrimEnd('*');
        return Task.FromResult(new ListGeofencesResponse
        {
            Geofences = { fences.All.Values.Where(fence => fence.Name.StartsWith(beginning, StringComparison.Ordinal)) },
            Sequence = fences.After(0) is [.., var last] ? last.Sequence : fences.Start,
        });
    }

    public override Task<ListGeofenceEventsResponse> ListGeofenceEvents(ListGeofenceEventsRequest request, ServerCallContext context)
    {
        MustBeThere();
        return Task.FromResult(new ListGeofenceEventsResponse { Events = { fences.Kept.Where(told => told.Geofence == request.Parent) } });
    }

    public override async Task WatchGeofenceEvents(
        WatchGeofenceEventsRequest request, IServerStreamWriter<GeofenceEvent> responseStream, ServerCallContext context)
    {
        MustBeThere();
        if (request.After > 0 && request.After < fences.Start)
        {
            throw FakePeers.Refuse(Code.OutOfRange, "LOG_TRUNCATED");
        }

        var after = request.After;
        while (true)
        {
            var changed = fences.Changed;
            foreach (var told in fences.After(after))
            {
                await responseStream.WriteAsync(told, context.CancellationToken);
                after = told.Sequence;
            }

            await changed.WaitAsync(context.CancellationToken);
            MustBeThere();
        }
    }

    private void MustBeThere()
    {
        if (fences.IsAway)
        {
            throw new RpcException(new(StatusCode.Unavailable, "Geolocation is away."));
        }
    }
}
