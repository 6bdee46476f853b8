using Grpc.Core;
using TaskForce.Tasking.V1;

namespace TaskForce.ServiceDefaults.Tests.Storage;

/// <summary>A caller of a watch that hangs up when it has enough.</summary>
internal sealed class Received(int most = int.MaxValue) : IServerStreamWriter<HotspotEvent>, IDisposable
{
    private readonly CancellationTokenSource _enough = new();

    /// <summary>Everything but heartbeats.</summary>
    public List<HotspotEvent> Events { get; } = [];

    public IEnumerable<long> Sequences => Events.Select(change => change.Sequence);

    /// <summary>Called with each event.</summary>
    public Func<HotspotEvent, bool>? Until { get; init; }

    public CancellationToken Enough => _enough.Token;

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(HotspotEvent message)
    {
        if (message.Hotspot is not null || message.Type != HotspotEvent.Types.Type.Heartbeat)
        {
            Events.Add(message);
        }

        if (Events.Count >= most || Until?.Invoke(message) == true)
        {
            _enough.Cancel();
        }

        return Task.CompletedTask;
    }

    public Task WriteAsync(HotspotEvent message, CancellationToken cancellationToken) => WriteAsync(message);

    public void Dispose() => _enough.Dispose();
}
